import { descending, localMinimum, type SearchInterval } from './local-minimum.ts'

/** The logarithms of values whose power is looked for. */
export interface PowerSample {
  /** ln(x), or ln(1 + x) of those from 0. */
  readonly above: Float64Array
  /** ln(1 - x) of values below 0. */
  readonly below: Float64Array
}

/** The likelihood is searched outwards from here, as SciPy does. */
const start: SearchInterval = { low: -2, high: 2 }
/** Powers must stay in the range of doubles, and differ from the constant that they approach. */
const [farthest, nearest] = [340, -30]

/**
 * The exponent that makes the transformed values most like a normal distribution: the maximum of the profile
 * likelihood of Box and Cox (1964), and of Yeo and Johnson (2000) where there are values below 0.
 */
export function likeliestPower(sample: PowerSample): number {
  const limits = limitsOf(sample)
  const unlikelihood = (power: number) => -logLikelihood(sample, power)
  return localMinimum(unlikelihood, descending(unlikelihood, start, limits))
}

function limitsOf({ above, below }: PowerSample): SearchInterval {
  const side = (logs: Float64Array, alone: boolean): SearchInterval => {
    const size = logs.reduce((most, log) => Math.max(most, Math.abs(log)), 0)
    if (size === 0) return { low: -Infinity, high: Infinity }
    const least = logs.reduce((some, log) => Math.min(some, log), Infinity)
    const flat = alone && least > 0 ? nearest / least : -Infinity
    return { low: Math.max(-farthest / size, flat), high: farthest / size }
  }
  const [up, down] = [side(above, below.length === 0), side(below, above.length === 0)]
  return { low: Math.max(up.low, 2 - down.high), high: Math.min(up.high, 2 - down.low) }
}

function logLikelihood({ above, below }: PowerSample, power: number): number {
  const rows = above.length + below.length
  const jacobian = (power - 1) * (sum(above) - sum(below))
  const spread = logVariance({ above, below }, power)
  return Number.isNaN(spread) || spread === -Infinity ? -Infinity : jacobian - (rows / 2) * spread
}

/** The logarithm of the variance of the transformed values. */
function logVariance({ above, below }: PowerSample, power: number): number {
  // Where all values are on one side, their mean logarithm can be taken out: nothing cancels, nothing overflows.
  if (below.length === 0) return centredLogVariance(above, power)
  if (above.length === 0) return centredLogVariance(below, 2 - power)
  const values = new Float64Array(above.length + below.length)
  above.forEach((log, i) => (values[i] = raised(log, power)))
  below.forEach((log, i) => (values[above.length + i] = -raised(log, 2 - power)))
  return Math.log(variance(values))
}

function centredLogVariance(logs: Float64Array, power: number): number {
  const middle = sum(logs) / logs.length
  return 2 * power * middle + Math.log(variance(logs.map(log => raised(log - middle, power))))
}

/** (exp(power · log) - 1) / power. */
function raised(log: number, power: number): number {
  return power === 0 ? log : Math.expm1(power * log) / power
}

function variance(values: Float64Array): number {
  const mean = sum(values) / values.length
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
