import { placementsOf, type Placements } from './placements.ts'

/** An interval that holds the true value in 95 % of samples, when rows are independent of each other. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** An estimate with its interval. */
export interface Estimate extends Interval {
  readonly value: number
}

/** The 97.5 % point of the normal distribution. */
const z = 1.959963984540054

/** AUC with DeLong's interval, cut to 0…1; undefined when one class is missing. */
export function aucInterval(target: Float64Array, margin: Float64Array): Estimate | undefined {
  const own = placementsOf(target, margin)
  if (own === undefined) return undefined
  const { low, high } = around(own.auc, covariance(own, own))
  return { value: own.auc, low: Math.max(0, low), high: Math.min(1, high) }
}

/**
 * The AUC of `margin` minus that of `other` on the same rows, with DeLong's interval for paired curves; undefined when
 * one class is missing.
 */
export function aucDifference(
  target: Float64Array,
  margin: Float64Array,
  other: Float64Array,
): Estimate | undefined {
  const [a, b] = [placementsOf(target, margin), placementsOf(target, other)]
  if (a === undefined || b === undefined) return undefined
  const variance = covariance(a, a) + covariance(b, b) - 2 * covariance(a, b)
  return { value: a.auc - b.auc, ...around(a.auc - b.auc, variance) }
}

/** The mean of a number per row with the normal interval of a mean. */
export function meanInterval(values: Float64Array): Estimate | undefined {
  const rows = values.length
  if (rows < 2) return undefined
  const mean = values.reduce((sum, value) => sum + value, 0) / rows
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { value: mean, ...around(mean, squares / (rows - 1) / rows) }
}

function around(value: number, variance: number): Interval {
  const margin = z * Math.sqrt(Math.max(0, variance))
  return { low: value - margin, high: value + margin }
}

function covariance(a: Placements, b: Placements): number {
  return (
    crossed(a.positives, b.positives) / a.positives.length +
    crossed(a.negatives, b.negatives) / a.negatives.length
  )
}

function crossed(a: Float64Array, b: Float64Array): number {
  const rows = a.length
  if (rows < 2) return 0
  const [meanA, meanB] = [meanOf(a), meanOf(b)]
  return a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] as number) - meanB), 0) / (rows - 1)
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
