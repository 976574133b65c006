import { sigmoid } from '../calibration/sigmoid.ts'
import { selectionCurve } from '../metrics/curve.ts'
import { evaluate, type Evaluation } from '../metrics/evaluation.ts'
import { aucInterval, type Estimate } from './auc-interval.ts'
import { calibrationCurve, type CalibrationCurve } from './calibration-curve.ts'
import { precisionRecallCurve, rocCurve, type Point } from './curves.ts'
import { histogramOf, type Histogram } from './histogram.ts'
import { residualsOf, type Residuals } from './residuals.ts'
import { judgeable, pick, type ScoredSample } from './scored-sample.ts'
import { thresholdRows, type ThresholdRow } from './threshold-rows.ts'

/** Which rows were judged: those of the training by models that never saw them, or those of later dates. */
export type SampleName = 'out-of-fold' | 'later'

/** Everything that is drawn of one sample. Curves have about 200 points at most. */
export interface SampleEvaluation {
  readonly sample: SampleName
  readonly dates: readonly string[]
  readonly metrics: Evaluation
  /** Of a classifier. */
  readonly ranking?: {
    readonly auc: Estimate | null
    readonly roc: readonly Point[]
    readonly precisionRecall: readonly Point[]
    readonly histogram: Histogram
    readonly thresholds: readonly ThresholdRow[]
    /** The sigmoid of the margin; and the calibrated probability where there is a calibrator. */
    readonly calibration: { readonly before: CalibrationCurve; readonly after?: CalibrationCurve }
  }
  /** Of a regression. */
  readonly residuals?: Residuals
}

/** What {@link sampleEvaluation} needs besides the rows. */
export interface SampleOptions {
  readonly sample: SampleName
  readonly dates: readonly string[]
  readonly task: 'binary' | 'regression'
  readonly calibrated: boolean
  readonly threshold?: { readonly margin: number; readonly probability: number | null }
}

/** Judges one sample. Rows without target or score are left out; `metrics.unscored` counts them. */
export function sampleEvaluation(all: ScoredSample, options: SampleOptions): SampleEvaluation {
  const { sample, dates, task, threshold } = options
  const metrics = evaluate({ task, ...all, ...(threshold && { threshold: threshold.margin }) })
  const rows = pick(all, judgeable(all))
  if (task === 'regression') {
    return { sample, dates, metrics, residuals: residualsOf(rows) }
  }
  const { target, margin, probability } = rows
  const curve = selectionCurve(target, margin)
  return {
    sample,
    dates,
    metrics,
    ranking: {
      auc: aucInterval(target, margin) ?? null,
      roc: rocCurve(curve),
      precisionRecall: precisionRecallCurve(curve),
      histogram: histogramOf(target, probability),
      thresholds: thresholdRows(rows, threshold),
      calibration: {
        before: calibrationCurve(target, margin.map(sigmoid)),
        ...(options.calibrated && { after: calibrationCurve(target, probability) }),
      },
    },
  }
}
