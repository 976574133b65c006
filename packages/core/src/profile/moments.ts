import { quotient, unitsAt, type ExactSum } from './exact-sum.ts'

/** Mean, variance (of the population) and skewness of values; null where there are none or they are no number. */
export interface Moments {
  readonly mean: number | null
  readonly variance: number | null
  readonly skewness: number | null
}

// What rounding of a value to 12 digits leaves undecided, as a share of the largest value: for squares and for cubes.
const noise = { deviation: 1e-6, skewness: 1e-4 } as const

/** Moments of values with their counts, two passes. */
export function momentsOfValues(values: readonly (readonly [value: number, count: number])[]): Moments {
  const count = values.reduce((sum, [, n]) => sum + n, 0)
  if (count === 0) return { mean: null, variance: null, skewness: null }
  const average = (of: (value: number) => number) =>
    values.reduce((sum, [value, n]) => sum + of(value) * (n / count), 0)
  const mean = average(value => value)
  const variance = average(value => (value - mean) ** 2)
  const third = average(value => (value - mean) ** 3)
  const skewness = values.length === 1 ? null : finite(third / variance ** 1.5)
  return { mean: finite(mean), variance: values.length === 1 ? 0 : finite(variance), skewness }
}

/**
 * Moments of `count` values of at most `size` from the exact sums of their powers, without cancellation. A variance too
 * small beside the values to be told from their rounding is null, and so is skewness. Skewness is the third central
 * moment over the standard deviation cubed (Fisher–Pearson g1), null where all values are equal.
 */
export function momentsOf(
  count: number,
  size: number,
  sums: readonly [ExactSum, ExactSum, ExactSum],
): Moments {
  if (count === 0) return { mean: null, variance: null, skewness: null }
  const [first, second, third] = sums
  const exponent = Math.min(first.exponent, Math.floor(second.exponent / 2), Math.floor(third.exponent / 3))
  const n = BigInt(count)
  const s1 = unitsAt(first, exponent)
  const s2 = unitsAt(second, 2 * exponent)
  const s3 = unitsAt(third, 3 * exponent)
  // n² × variance and n³ × third central moment are whole numbers of units.
  const spread = n * s2 - s1 * s1
  const skew = n * n * s3 - 3n * n * s1 * s2 + 2n * s1 * s1 * s1
  const variance = quotient(spread < 0n ? 0n : spread, n * n, 2 * exponent)
  const share = Math.sqrt(variance) / size
  return {
    mean: finite(quotient(s1, n, exponent)),
    variance: share < noise.deviation ? null : finite(variance),
    skewness: share < noise.skewness || spread <= 0n ? null : finite(skewnessOf(skew, spread)),
  }
}

/** third / spread^1.5; both are without unit once divided by each other. */
function skewnessOf(third: bigint, spread: bigint): number {
  const square = quotient(third * third, spread * spread * spread, 0)
  return Math.sign(Number(third > 0n) - Number(third < 0n)) * Math.sqrt(square)
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
