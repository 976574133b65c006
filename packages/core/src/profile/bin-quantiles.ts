import type { NumberColumn } from './dataset-profile.ts'
import { binEdges, inOrder } from './number-bins.ts'

interface Interval {
  readonly low: number
  readonly high: number
  readonly count: number
}

/**
 * Quantiles of a number column at ascending shares: exact where every value is listed, else interpolated within bins that
 * are at most 3.1 % wide. Infinite values count at the ends. Null where there is no value.
 */
export function quantilesOf(column: NumberColumn, shares: readonly number[]): readonly (number | null)[] {
  const intervals = intervalsOf(column)
  const total = intervals.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return shares.map(() => null)
  let [i, before] = [0, 0]
  return shares.map(share => {
    const place = share * (total - 1)
    while (i < intervals.length - 1 && before + (intervals[i] as Interval).count <= place) {
      before += (intervals[i] as Interval).count
      i += 1
    }
    const { low, high, count } = intervals[i] as Interval
    return low === high ? low : low + (high - low) * Math.min(1, (place - before + 0.5) / count)
  })
}

/** The values in ascending order, each with the interval in which it lies. */
function intervalsOf(column: NumberColumn): readonly Interval[] {
  const { min, max, zeros, values, negativeInfinite, positiveInfinite } = column
  const points = (value: number, count: number) => (count > 0 ? [{ low: value, high: value, count }] : [])
  const ends = [points(-Infinity, negativeInfinite), points(Infinity, positiveInfinite)] as const
  if (values !== undefined) {
    return [...ends[0], ...values.map(([value, count]) => ({ low: value, high: value, count })), ...ends[1]]
  }
  const within = (value: number) => Math.min(max ?? value, Math.max(min ?? value, value))
  const bins = inOrder(column.bins).map(([bin, count]) => {
    const { low, high } = binEdges(bin)
    return { low: within(low), high: within(high), count }
  })
  const from = bins.findIndex(({ low }) => low > 0)
  const at = from < 0 ? bins.length : from
  return [...ends[0], ...bins.slice(0, at), ...points(0, zeros), ...bins.slice(at), ...ends[1]]
}
