import { descending } from './descending-order.ts'

/**
 * Rows ordered from the highest score to the lowest, equal scores together. Group `g` is what lies between
 * `ends[g - 1]` and `ends[g]` of `order`; within a group rows keep their order.
 */
export interface Ranking {
  readonly order: Uint32Array
  /** The score of each group, strictly descending. */
  readonly scores: Float64Array
  /** Rows up to and including the group. */
  readonly ends: Uint32Array
}

/** Ranks rows by score; scores must not be NaN. */
export function rankingOf(scores: Float64Array): Ranking {
  const order = descending(scores)
  const ends = new Uint32Array(scores.length)
  const distinct = new Float64Array(scores.length)
  let groups = 0
  for (let i = 0; i < order.length; i++) {
    const score = scores[order[i] as number] as number
    if (groups === 0 || score !== distinct[groups - 1]) distinct[groups++] = score
    ends[groups - 1] = i + 1
  }
  return { order, scores: distinct.slice(0, groups), ends: ends.slice(0, groups) }
}

/** Running sums of `values` over the groups of a ranking: the total over rows with at least each score. */
export function cumulated({ order, ends }: Ranking, values: Float64Array): Float64Array {
  const sums = new Float64Array(ends.length)
  let [sum, next] = [0, 0]
  for (let group = 0; group < ends.length; group++) {
    for (; next < (ends[group] as number); next++) sum += values[order[next] as number] as number
    sums[group] = sum
  }
  return sums
}
