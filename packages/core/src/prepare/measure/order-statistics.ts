import type { Statistic } from '../../transforms/transform.ts'

/** Some of the present values of a column by their rank (from 0) in ascending order. */
export interface OrderStatistics {
  readonly present: number
  readonly missing: number
  readonly at: ReadonlyMap<number, number>
}

/** Quantiles as a statistic asks for them. */
export type Quantiles = Pick<Extract<Statistic, { readonly kind: 'quantiles' }>, 'at' | 'method'>

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

/** Ranks that the quantiles need once each missing value is replaced by any one constant. */
export function ranksWhenFilled(
  quantiles: Quantiles,
  { present, missing }: Omit<OrderStatistics, 'at'>,
): readonly number[] {
  return ranksOf(quantiles, present + missing)
    .flatMap(rank => [rank, rank - missing])
    .filter(rank => rank >= 0 && rank < present)
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
  // Sorted: values up to the constant, the constant once per missing value, the values above it.
  const filled = (rank: number): number | undefined => {
    const [own, moved] = [at.get(rank), at.get(rank - missing)]
    if (rank < present && own === undefined) return undefined
    if (own !== undefined && own <= constant) return own
    if (rank - missing < 0) return constant
    return moved === undefined ? undefined : Math.max(moved, constant)
  }
  return interpolated(quantiles, present + missing, filled)
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
