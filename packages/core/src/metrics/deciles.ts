import { cumulated, type Ranking } from './ranking.ts'

/** A tenth of the rows, by rank: decile 1 has the highest scores. */
export interface Decile {
  readonly decile: number
  readonly rows: number
  readonly meanScore: number | null
  /** Share of positive rows. */
  readonly rate: number | null
  /** The rate as a multiple of the rate of all rows. */
  readonly lift: number | null
  /** Share of all positive rows that are in this decile or a higher one. */
  readonly gain: number | null
}

/**
 * Lift and gain by decile. Where a boundary falls among rows of equal score, each side gets its share of their
 * positives, so that the order of the rows does not matter.
 */
export function decilesOf(
  ranking: Ranking,
  target: Float64Array,
  probability: Float64Array,
): readonly Decile[] {
  const rows = target.length
  const hits = cumulated(ranking, target)
  const scores = cumulated(ranking, probability)
  const positives = hits.at(-1) ?? 0
  const ends = Array.from({ length: 11 }, (_, i) => Math.round((i * rows) / 10))
  const hitsAt = ends.map(end => upTo(ranking.ends, hits, end))
  const scoresAt = ends.map(end => upTo(ranking.ends, scores, end))
  return Array.from({ length: 10 }, (_, i) => {
    const count = (ends[i + 1] as number) - (ends[i] as number)
    const hit = (hitsAt[i + 1] as number) - (hitsAt[i] as number)
    const rate = count === 0 ? null : hit / count
    return {
      decile: i + 1,
      rows: count,
      meanScore: count === 0 ? null : ((scoresAt[i + 1] as number) - (scoresAt[i] as number)) / count,
      rate,
      lift: rate === null || positives === 0 ? null : rate / (positives / rows),
      gain: positives === 0 ? null : (hitsAt[i + 1] as number) / positives,
    }
  })
}

/** The running sum at a number of rows, linear within a group of equal scores. */
function upTo(ends: Uint32Array, sums: Float64Array, count: number): number {
  if (count === 0) return 0
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) < count) low = middle + 1
    else high = middle
  }
  const [start, before] = low === 0 ? [0, 0] : [ends[low - 1] as number, sums[low - 1] as number]
  const [end, after] = [ends[low] as number, sums[low] as number]
  return count === end ? after : before + ((after - before) * (count - start)) / (end - start)
}
