/** What a number column held, in a few numbers: from training, or from an earlier load. Plain data. */
export interface NumberReference {
  readonly rows: number
  readonly missing: number
  readonly mean: number
  /** Quantiles at evenly spaced shares from 0 (the smallest value) to 1 (the largest): 11 are deciles. */
  readonly quantiles: readonly number[]
}

/** The values that are there, ascending. */
export function presentAscending(values: Iterable<number>): Float64Array {
  return Float64Array.from(values)
    .filter(value => !Number.isNaN(value))
    .toSorted()
}

/** The quantile of ascending values at a share, interpolated; NaN of none. */
export function quantileOf(ascending: Float64Array, share: number): number {
  if (ascending.length === 0) return Number.NaN
  const place = share * (ascending.length - 1)
  const below = ascending[Math.floor(place)] as number
  const above = ascending[Math.ceil(place)] as number
  return below === above ? below : below + (above - below) * (place - Math.floor(place))
}

/** How many of ascending values are below `edge`, or at most `edge`. */
export function countBelow(ascending: Float64Array, edge: number, inclusive: boolean): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const value = ascending[middle] as number
    if (value < edge || (inclusive && value === edge)) low = middle + 1
    else high = middle
  }
  return low
}

/** Describes a number column for later comparison; NaN is missing. `parts` intervals have equally many values. */
export function numberReference(values: Iterable<number>, parts = 20): NumberReference {
  const all = Float64Array.from(values)
  const ascending = presentAscending(all)
  const mean = ascending.reduce((sum, value) => sum + value, 0) / ascending.length
  return {
    rows: all.length,
    missing: all.length - ascending.length,
    mean,
    quantiles: Array.from({ length: parts + 1 }, (_, i) => quantileOf(ascending, i / parts)),
  }
}

/** The quantile of a reference at a share, interpolated between the ones that are kept. */
export function referenceQuantile({ quantiles }: NumberReference, share: number): number {
  return quantileOf(Float64Array.from(quantiles), share)
}
