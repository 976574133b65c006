import type { ClassMetrics } from '../classes/class-metrics.ts'
import { auc } from './auc.ts'
import { averagePrecision } from './average-precision.ts'
import {
  calibrationBins,
  equalCountBins,
  expectedCalibrationError,
  type CalibrationBin,
} from './calibration-bins.ts'
import { confusionAt, type Confusion } from './confusion.ts'
import { curveOf } from './curve.ts'
import { decilesOf, type Decile } from './deciles.ts'
import { brier, logLoss } from './probability-error.ts'
import { rankingOf } from './ranking.ts'
import { regressionError } from './regression-error.ts'

/**
 * How good scores are, as plain JSON. A number that is undefined (AUC of one class, anything of no rows) or does not
 * belong to the task is null.
 */
export interface Evaluation {
  /** Rows evaluated. */
  readonly rows: number
  /** Rows left out because target, margin or probability is missing (or, save for the margin, infinite). */
  readonly unscored: number
  readonly positives: number | null
  /** Share of positive rows. */
  readonly baseRate: number | null
  /** Mean probability; of a regression the mean prediction. */
  readonly meanScore: number | null
  /** Ranking quality is judged on the margin, which calibration does not blur. */
  readonly auc: number | null
  readonly averagePrecision: number | null
  readonly logLoss: number | null
  readonly brier: number | null
  /** Expected calibration error over ten bins of equal width. */
  readonly ece: number | null
  /** The same over ten bins of equal numbers of rows, which rare positives do not empty. */
  readonly eceEqualCount: number | null
  readonly deciles: readonly Decile[]
  readonly calibration: readonly CalibrationBin[]
  /** At the threshold on the margin, when one was given. */
  readonly confusion: Confusion | null
  readonly rmse: number | null
  readonly mae: number | null
  readonly r2: number | null
  /**
   * Of several classes: how each is recognised. All other metrics are then about the prediction being right: the base
   * rate is the accuracy, the calibration that of the confidence.
   */
  readonly classes?: readonly ClassMetrics[]
}

/** Scores and outcomes of the same rows. */
export interface EvaluationInput {
  readonly task: 'binary' | 'regression'
  /** 0 and 1, or numbers. */
  readonly target: Float64Array
  readonly margin: Float64Array
  /** Of a regression the prediction again. */
  readonly probability: Float64Array
  /** On the margin: rows with at least this margin are selected. */
  readonly threshold?: number
}

/** Evaluates scores against outcomes. The order of the rows does not matter beyond rounding. */
export function evaluate(input: EvaluationInput): Evaluation {
  const { target, margin, probability } = complete(input)
  const base = {
    ...nothing,
    rows: target.length,
    unscored: input.target.length - target.length,
    meanScore: meanOf(probability),
  }
  if (input.task === 'regression') return { ...base, ...regressionError(target, probability) }
  const ranking = rankingOf(margin)
  const curve = curveOf(ranking, target)
  const calibration = calibrationBins(target, probability)
  return {
    ...base,
    positives: curve.positives,
    baseRate: meanOf(target),
    auc: auc(curve),
    averagePrecision: averagePrecision(curve),
    logLoss: logLoss(target, probability),
    brier: brier(target, probability),
    ece: expectedCalibrationError(calibration),
    eceEqualCount: expectedCalibrationError(equalCountBins(target, probability)),
    deciles: decilesOf(ranking, target, probability),
    calibration,
    confusion: input.threshold === undefined ? null : confusionAt(target, margin, input.threshold),
  }
}

const nothing = {
  positives: null,
  baseRate: null,
  auc: null,
  averagePrecision: null,
  logLoss: null,
  brier: null,
  ece: null,
  eceEqualCount: null,
  deciles: [],
  calibration: [],
  confusion: null,
  rmse: null,
  mae: null,
  r2: null,
} satisfies Partial<Evaluation>

type Columns = Pick<EvaluationInput, 'target' | 'margin' | 'probability'>

function complete({ target, margin, probability }: Columns): Columns {
  if (margin.length !== target.length || probability.length !== target.length) {
    throw new RangeError(
      `${target.length} targets, ${margin.length} margins, ${probability.length} probabilities`,
    )
  }
  const present = (i: number) =>
    Number.isFinite(target[i]) && Number.isFinite(probability[i]) && !Number.isNaN(margin[i])
  let missing = 0
  for (let i = 0; i < target.length; i++) if (!present(i)) missing++
  if (missing === 0) return { target, margin, probability }
  const keep = (values: Float64Array) => values.filter((_, i) => present(i))
  return { target: keep(target), margin: keep(margin), probability: keep(probability) }
}

function meanOf(values: Float64Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
