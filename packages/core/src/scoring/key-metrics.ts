import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { Evaluation } from '../metrics/evaluation.ts'

/** The numbers people look at first; null where they cannot be computed. */
export interface MetricSummary {
  readonly rows: number
  readonly auc: number | null
  readonly averagePrecision: number | null
  readonly logLoss: number | null
  readonly brier: number | null
  readonly ece: number | null
  readonly meanScore: number | null
  readonly baseRate: number | null
  readonly rmse: number | null
  readonly r2: number | null
}

/** Metrics out of fold within the training dates, and on the dates after them. */
export interface KeyMetrics {
  readonly outOfFold: MetricSummary
  readonly evaluation: MetricSummary | null
}

/** The key metrics that an artifact carries. */
export function keyMetrics({ metrics }: Pick<ModelArtifact, 'metrics'>): KeyMetrics {
  return {
    outOfFold: summaryOf(metrics.outOfFold),
    evaluation: metrics.evaluation === undefined ? null : summaryOf(metrics.evaluation),
  }
}

/** The key numbers of an evaluation. */
function summaryOf(evaluation: Evaluation): MetricSummary {
  const { rows, auc, averagePrecision, logLoss, brier, ece, meanScore, baseRate, rmse, r2 } = evaluation
  return { rows, auc, averagePrecision, logLoss, brier, ece, meanScore, baseRate, rmse, r2 }
}
