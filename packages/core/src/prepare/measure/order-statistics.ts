import type { Statistic } from '../../transforms/transform.ts'

/** Some of the present values of a column by their rank (from 0) in ascending order. */
export interface OrderStatistics {
  readonly present: number
  readonly missing: number
  readonly at: ReadonlyMap<number, number>
}

/** Quantiles as a statistic asks for them. */
export type WantedQuantiles = Pick<Extract<Statistic, { readonly kind: 'quantiles' }>, 'at' | 'method'>

/** Quantiles at known shares. */
export interface Quantiles extends WantedQuantiles {
  readonly at: readonly number[]
}

/** The shares that quantiles mean among so many rows, missing ones included. */
export function sharesAmong({ at, method }: WantedQuantiles, rows: number): Quantiles {
  if (!('evenly' in at)) return { at, method }
  const last = Math.max(1, Math.min(at.evenly, rows)) - 1
  const step = 1 / Math.max(1, last)
  // By way of percents, as NumPy's percentile.
  return { at: Array.from({ length: last + 1 }, (_, i) => (i === last ? 1 : (i * step * 100) / 100)), method }
}

/** The two ranks that a quantile lies between, and how far it is from the first to the second. */
interface Place {
  readonly below: number
  readonly above: number
  readonly share: number
}

/** Ranks that quantiles of `count` values need. */
export function ranksOf({ at, method }: Quantiles, count: number): readonly number[] {
  return at.flatMap(share => {
    const { below, above } = placeOf(share, method, count)
    return [below, above]
  })
}

/** Ranks that the quantiles need, beside those of the median, once missing values are replaced by the median. */
export function ranksWhenFilled(
  quantiles: Quantiles,
  { present, missing }: Omit<OrderStatistics, 'at'>,
): readonly number[] {
  const middle = (present - 1) / 2
  return ranksOf(quantiles, present + missing).flatMap(rank => {
    if (rank < middle) return [rank]
    return rank - missing > middle ? [rank - missing] : []
  })
}

/** Quantiles of the present values; undefined when a rank is not known. */
export function quantilesOf(
  quantiles: Quantiles,
  { present, at }: OrderStatistics,
): readonly number[] | undefined {
  if (present === 0) return quantiles.at.map(() => Number.NaN)
  return interpolated(quantiles, present, rank => at.get(rank))
}

/** Quantiles of the values with `constant` where they are missing; undefined when a rank is not known. */
export function quantilesWhenFilled(
  quantiles: Quantiles,
  { present, missing, at }: OrderStatistics,
  constant: number,
): readonly number[] | undefined {
  const known = [...at]
  // Sorted: values up to the constant, the constant once per missing value, the values above it.
  const filled = (rank: number): number | undefined => {
    const [own, moved] = [at.get(rank), at.get(rank - missing)]
    if (own !== undefined && own <= constant) return own
    if (moved !== undefined && moved >= constant) return moved
    const isAbove = rank >= present || known.some(([r, value]) => r <= rank && value >= constant)
    const isBelow = rank < missing || known.some(([r, value]) => r >= rank - missing && value <= constant)
    return isAbove && isBelow ? constant : undefined
  }
  return interpolated(quantiles, present + missing, filled)
}

/** A value that lies within a standard deviation of the mean: the one in the middle; undefined where it is not known. */
export function middleOf({ present, at }: OrderStatistics): number | undefined {
  return at.get(Math.floor((present - 1) / 2))
}

/** True for a median of the present values; false where that is not known. */
export function isMedian(value: number, { present, at }: OrderStatistics): boolean {
  const [low, high] = [Math.floor, Math.ceil].map(round => at.get(round((present - 1) / 2)))
  return low !== undefined && high !== undefined && low <= value && value <= high
}

/** NumPy's methods `linear` and `averaged_inverted_cdf`. */
function placeOf(share: number, method: Quantiles['method'], count: number): Place {
  const index = method === 'linear' ? share * (count - 1) : share * count - 1
  if (index < 0) return { below: 0, above: 0, share: 0 }
  if (index >= count - 1) return { below: count - 1, above: count - 1, share: 0 }
  const below = Math.floor(index)
  const rest = index - below
  return { below, above: below + 1, share: method === 'linear' ? rest : rest === 0 ? 0.5 : 1 }
}

function interpolated(
  { at, method }: Quantiles,
  count: number,
  valueAt: (rank: number) => number | undefined,
): readonly number[] | undefined {
  const values = at.map(each => {
    const { below, above, share } = placeOf(each, method, count)
    const [low, high] = [valueAt(below), valueAt(above)]
    if (low === undefined || high === undefined) return undefined
    // From the nearer end, as NumPy does, so that equal ends give themselves.
    return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share)
  })
  return values.every(value => value !== undefined) ? values : undefined
}
