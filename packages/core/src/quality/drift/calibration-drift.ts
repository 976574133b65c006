import { count, number, plural } from '../../checks/wording.ts'
import { falseAlarmsPerTest } from '../series/false-alarm-budget.ts'
import { upperQuantile, upperTail } from '../statistics/normal.ts'

/** Whether probabilities are still right, now that outcomes are known. */
export interface CalibrationDrift {
  readonly state: 'ok' | 'learning' | 'drift'
  readonly rows: number
  /** Outcomes that happened, and how many the probabilities announced. */
  readonly observed: number
  readonly expected: number
  /** observed / expected, with the interval in which it lies as surely as `falseAlarms` says. */
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number }
  /** Slope of the log-odds that fits outcomes best: below 1 probabilities are too extreme, above 1 too timid. */
  readonly slope?: { readonly value: number; readonly error: number }
  /** Spiegelhalter's z: standard deviations of the Brier score from what the probabilities promise. */
  readonly z: number
  /** What makes it a drift. */
  readonly because: readonly ('level' | 'slope')[]
  readonly message: string
}

/** How calibration is judged. */
export interface CalibrationOptions {
  /** Share of tests that may be false alarms; default that of one a month. */
  readonly falseAlarms?: number
  /** The ratio and the slope may lie between 1 / (1 + so much) and 1 + so much; default 0.25. */
  readonly minShift?: number
}

const needed = 50

/**
 * Judges probabilities by outcomes (1 or 0) of the same rows, once these had the time to happen: calibration in the
 * large, and the slope of a logistic regression on the log-odds (Cox). Fewer than 50 expected outcomes are too few.
 */
export function calibrationDrift(
  probabilities: readonly number[] | Float64Array,
  outcomes: readonly number[] | Float64Array,
  { falseAlarms = falseAlarmsPerTest(), minShift = 0.25 }: CalibrationOptions = {},
): CalibrationDrift {
  const rows = probabilities.length
  if (outcomes.length !== rows) {
    throw new RangeError(`${rows} probabilities need as many outcomes, not ${outcomes.length}`)
  }
  const { observed, expected, variance, z } = sumsOf(probabilities, outcomes)
  const reach = upperQuantile(falseAlarms / 2) * Math.sqrt(variance)
  const ratio = {
    value: observed / expected,
    low: Math.max(0, observed - reach) / expected,
    high: (observed + reach) / expected,
  }
  const base = { rows, observed, expected, ratio, z }
  const words = `${plural(observed, 'outcome')} where ${count(expected)} were expected (ratio ${number(ratio.value)}), n = ${count(rows)}`
  if (Math.min(expected, rows - expected) < needed) {
    const message = `${words}; learning (${count(expected)} of ${needed} expected outcomes)`
    return { ...base, state: 'learning', because: [], message }
  }
  const slope = slopeOf(probabilities, outcomes)
  const [least, most] = [1 / (1 + minShift), 1 + minShift]
  const isOff = (value: number) => value < least || value > most
  const because = [
    ...(isOff(ratio.value) && Math.abs(observed - expected) > reach ? (['level'] as const) : []),
    ...(slope !== undefined &&
    isOff(slope.value) &&
    2 * upperTail(Math.abs(slope.value - 1) / slope.error) < falseAlarms
      ? (['slope'] as const)
      : []),
  ]
  const message = because.includes('slope') ? `${words}; ${slopeWords(slope?.value ?? 1)}` : words
  const state = because.length > 0 ? 'drift' : 'ok'
  return { ...base, state, because, message, ...(slope !== undefined && { slope }) }
}

function slopeWords(slope: number): string {
  return `probabilities are too ${slope < 1 ? 'extreme' : 'timid'} (slope ${number(slope)})`
}

function sumsOf(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>) {
  let [observed, expected, variance, miss, missVariance] = [0, 0, 0, 0, 0]
  for (let i = 0; i < probabilities.length; i++) {
    const [p, y] = [probabilities[i] as number, outcomes[i] as number]
    observed += y
    expected += p
    variance += p * (1 - p)
    miss += (y - p) * (1 - 2 * p)
    missVariance += (1 - 2 * p) ** 2 * p * (1 - p)
  }
  return { observed, expected, variance, z: missVariance === 0 ? 0 : miss / Math.sqrt(missVariance) }
}

/** Slope of outcomes on log-odds with an intercept, by Newton's method; undefined where log-odds do not differ. */
function slopeOf(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): CalibrationDrift['slope'] | undefined {
  let [intercept, slope] = [0, 1]
  for (let step = 0; step < 25; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0]
    for (let i = 0; i < probabilities.length; i++) {
      const p = Math.min(1 - 1e-9, Math.max(1e-9, probabilities[i] as number))
      const x = Math.log(p / (1 - p))
      const fitted = 1 / (1 + Math.exp(-(intercept + slope * x)))
      const weight = fitted * (1 - fitted)
      const miss = (outcomes[i] as number) - fitted
      g0 += miss
      g1 += miss * x
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    if (!(determinant > 1e-9 * h00 * h11)) return undefined
    const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
    intercept += d0
    slope += d1
    if (Math.abs(d0) + Math.abs(d1) < 1e-9) return { value: slope, error: Math.sqrt(h00 / determinant) }
  }
  return undefined
}
