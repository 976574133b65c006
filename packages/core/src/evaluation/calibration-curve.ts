import { calibrationBins, equalCountBins, expectedCalibrationError } from '../metrics/calibration-bins.ts'
import { brier, logLoss } from '../metrics/probability-error.ts'
import { rounded } from './rounded.ts'

/** What was promised and what happened, for rows of about the same probability. */
export interface CalibrationPoint {
  readonly rows: number
  readonly promised: number
  readonly happened: number
}

/** How well probabilities can be taken at their word. */
export interface CalibrationCurve {
  /** Ten groups of nearly equal numbers of rows, ascending. */
  readonly points: readonly CalibrationPoint[]
  /** Expected calibration error over ten bins of equal width. */
  readonly ece: number | null
  /** The same over the ten groups of equal numbers of rows. */
  readonly eceEqualCount: number | null
  readonly brier: number | null
  readonly logLoss: number | null
}

/** The calibration of probabilities against a target of 0 and 1. */
export function calibrationCurve(target: Float64Array, probability: Float64Array): CalibrationCurve {
  const groups = equalCountBins(target, probability)
  return {
    points: groups.map(({ rows, meanProbability, rate }) => ({
      rows,
      promised: rounded(meanProbability) ?? 0,
      happened: rounded(rate) ?? 0,
    })),
    ece: rounded(expectedCalibrationError(calibrationBins(target, probability))),
    eceEqualCount: rounded(expectedCalibrationError(groups)),
    brier: rounded(brier(target, probability)),
    logLoss: rounded(logLoss(target, probability)),
  }
}
