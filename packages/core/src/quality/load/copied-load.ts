import { instant, percent, rowsOf } from '../../checks/wording.ts'
import { median } from '../../checks/median.ts'
import { contentSimilarity, isSameContent, type ContentSketch } from './content-sketch.ts'

/** An earlier load and what it held. */
export interface EarlierLoad {
  readonly run: string
  readonly at: Date
  readonly sketch: ContentSketch
}

/** Whether a load is one of before, once more. */
export interface CopyVerdict {
  /** `unchanging`: the same again, as it has always been here. `learning`: there is no earlier load. */
  readonly state: 'ok' | 'learning' | 'unchanging' | 'copy' | 'near-copy'
  /** `warn` where there is one earlier load only, so that it is not known what is usual. */
  readonly severity?: 'block' | 'warn'
  /** The load that is the same, or the most similar one. */
  readonly like?: { readonly run: string; readonly at: Date; readonly similarity: number }
  /** Similarity of successive earlier loads; absent with fewer than two. */
  readonly usual?: number
  readonly message: string
}

// Copies in which one row in fifty was replaced have a similarity of 0.96; it is estimated to 0.012.
const similar = { nearCopy: 0.93, usuallyDifferent: 0.5 } as const

/**
 * Compares a load with earlier ones (oldest first). The same content again is a copy, unless successive loads usually
 * are nearly the same and were so before; nearly the same is one where they usually differ in half of their rows or more.
 */
export function judgeCopy(current: ContentSketch, earlier: readonly EarlierLoad[]): CopyVerdict {
  if (current.rows === 0) return { state: 'ok', message: 'no rows, which are no copy' }
  const loads = earlier.filter(({ sketch }) => sketch.rows > 0)
  if (loads.length === 0) return { state: 'learning', message: 'learning (0 of 1 earlier loads)' }
  const usual = usualSimilarity(loads)
  const compared = loads.map(({ run, at, sketch }) => {
    const isSame = isSameContent(current, sketch)
    return { run, at, isSame, similarity: isSame ? 1 : contentSimilarity(current, sketch) }
  })
  const same = compared.findLast(({ isSame }) => isSame)
  const nearest = same ?? compared.reduce((best, load) => (load.similarity >= best.similarity ? load : best))
  const { isSame: _, ...like } = nearest
  const found = { like, ...(usual !== undefined && { usual }) }
  const against = usual === undefined ? '' : `; successive loads usually share ${percent(usual)}`
  if (same !== undefined) {
    if (usual !== undefined && usual >= similar.nearCopy && mayBeUnchanged(loads)) {
      return {
        state: 'unchanging',
        ...found,
        message: `${rowsOf(current.rows)}, the same as before, as usual`,
      }
    }
    const message = `${rowsOf(current.rows)}, exactly those of ${instant(same.at)} (run ${same.run})${against}`
    return { state: 'copy', severity: usual === undefined ? 'warn' : 'block', ...found, message }
  }
  const shared = `share ${percent(like.similarity)} with those of ${instant(like.at)} (run ${like.run})`
  if (usual !== undefined && usual <= similar.usuallyDifferent && like.similarity >= similar.nearCopy) {
    return {
      state: 'near-copy',
      severity: 'block',
      ...found,
      message: `${rowsOf(current.rows)} ${shared}${against}`,
    }
  }
  return { state: 'ok', ...found, message: `${rowsOf(current.rows)} ${shared}${against}` }
}

/** Of a table that changes a little with every load, the same again is a copy; of one that often did not change, not. */
function mayBeUnchanged(loads: readonly EarlierLoad[]): boolean {
  const pairs = loads.length - 1
  const isAgain = loads
    .slice(1)
    .some(({ sketch }, i) => isSameContent(sketch, (loads[i] as EarlierLoad).sketch))
  return isAgain || pairs < alwaysChanged
}

// So many loads in a row that were never the same again.
const alwaysChanged = 4

function usualSimilarity(loads: readonly EarlierLoad[]): number | undefined {
  if (loads.length < 2) return undefined
  return median(
    loads.slice(1).map(({ sketch }, i) => contentSimilarity(sketch, (loads[i] as EarlierLoad).sketch)),
  )
}
