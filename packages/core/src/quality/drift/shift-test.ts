import { chanceOf, shareDistance } from './share-test.ts'
import type { NumberSample } from './number-sample.ts'

/** How far a column is from its reference, in one number. */
export interface ShiftTest {
  /** Probability of such a distance by chance. */
  readonly p: number
  /** Where the distributions are furthest apart, and how: the share of values up to there, before and now. */
  readonly at: number
  readonly before: number
  readonly now: number
}

const margin = 1e-9

/**
 * Compares values with quantiles of `rows` earlier ones: the share of values up to each quantile should be
 * the quantile's own. It takes both numbers of rows into account, has no bins that heavy tails could empty, and holds
 * where many values are equal: then the share below must not be more, and the share up to it not less.
 */
export function shiftTest(
  quantiles: readonly number[],
  rows: number,
  { present, countBelow }: Pick<NumberSample, 'present' | 'countBelow'>,
): ShiftTest | undefined {
  const parts = quantiles.length - 1
  const edges = [...new Set(quantiles.filter((_, i) => within(i, parts, present)))]
  if (edges.length === 0 || present === 0) return undefined
  const found = edges.map(edge => {
    const highest = quantiles.lastIndexOf(edge) / parts
    const lowest = quantiles.indexOf(edge) / parts
    const upTo = countBelow(edge, true) / present
    const below = countBelow(edge, false) / present
    const isRise = upTo < highest - margin
    if (!isRise && below <= lowest + margin) return { distance: 0, at: edge, before: highest, now: upTo }
    const [before, now] = isRise ? [highest, upTo] : [lowest, below]
    return { distance: Math.abs(shareDistance(before, rows, now, present)), at: edge, before, now }
  })
  const { distance, ...furthest } = found.reduce((most, one) => (one.distance > most.distance ? one : most))
  return { p: chanceOf(distance, edges.length), ...furthest }
}

/** Whether a quantile leaves enough values on both sides of it. */
function within(i: number, parts: number, values: number): boolean {
  const share = i / parts
  return Math.min(share, 1 - share) * values >= 10 && i > 0 && i < parts
}
