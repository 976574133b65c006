import { rankingOf } from '../metrics/ranking.ts'

/**
 * Of each row the share of the other class that it beats, ties counting half: the components of AUC (E. R. DeLong,
 * D. M. DeLong, D. L. Clarke-Pearson 1988).
 */
export interface Placements {
  readonly auc: number
  readonly positives: Float64Array
  readonly negatives: Float64Array
}

/** Placements of rows in their order; undefined when one class is missing. */
export function placementsOf(target: Float64Array, margin: Float64Array): Placements | undefined {
  const all = target.length
  const total = target.reduce((sum, value) => sum + value, 0)
  if (total === 0 || total === all) return undefined
  const { order, ends } = rankingOf(margin)
  const share = new Float64Array(all)
  let [start, above] = [0, 0]
  for (const end of ends) {
    let hits = 0
    for (let k = start; k < end; k++) hits += target[order[k] as number] as number
    const misses = end - start - hits
    const below = all - total - (start - above) - misses
    for (let k = start; k < end; k++) {
      const row = order[k] as number
      share[row] = target[row] === 1 ? (below + misses / 2) / (all - total) : (above + hits / 2) / total
    }
    ;[start, above] = [end, above + hits]
  }
  const positives = share.filter((_, i) => target[i] === 1)
  return { auc: meanOf(positives), positives, negatives: share.filter((_, i) => target[i] !== 1) }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
