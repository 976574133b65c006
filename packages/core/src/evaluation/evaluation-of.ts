import { judgedAs } from '../classes/judged-as.ts'
import type { ColumnData } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DataSession } from '../data/session.ts'
import type { DatasetRef, Json } from '../data/refs.ts'
import type { FittedModel } from '../models/learner.ts'
import { canonicalJson } from '../pipeline/canonical-json.ts'
import { columnsUsed, datesUsed } from './data-used.ts'
import type { EvaluationData } from './evaluation-data.ts'
import { judgedSamples } from './judged-samples.ts'
import { learningCurve } from './learning-curve.ts'
import { probedRows } from './probed-rows.ts'
import type { ScoredSample } from './scored-sample.ts'
import { usedFeatures } from './used-features.ts'

/** What an evaluation is made of. */
export interface EvaluationRequest {
  readonly artifact: ModelArtifact
  /** Training rows as `trainingRows` makes them, those of the evaluation dates among them. */
  readonly rows: DatasetRef
  readonly outOfFold: ScoredSample & {
    /** Columns beside the scores, in the order of the rows: the date, segments. */
    readonly kept?: Readonly<Record<string, ColumnData>>
    /** The fits that scored them. */
    readonly models?: readonly FittedModel[]
  }
  /** How the model was declared: learner, calibrator, decision rule, folds. */
  readonly parameters: object
  /** Columns by whose values the metrics are split. */
  readonly segments?: readonly string[]
  /** For shuffling; default 1. */
  readonly seed?: number
}

/** What computing an evaluation may touch. */
export interface EvaluationContext {
  readonly data: DataSession
  readonly signal?: AbortSignal
}

/**
 * Computes everything that the report of a training shows, save for what became of the version. Deterministic; takes a
 * second or two, whatever the number of rows.
 */
export async function evaluationData(
  request: EvaluationRequest,
  context: EvaluationContext,
): Promise<EvaluationData> {
  const { artifact, rows, outOfFold, parameters } = request
  const { name, target, task, lineage, definition, threshold, input, warnings, classes } = artifact
  const dataset = context.data.dataset(rows)
  const dates = await datesUsed(dataset, context.data)
  const judged = await judgedSamples(request, context)
  const learning = learningCurve(artifact.model, outOfFold.models)
  return {
    format: 'sluice-evaluation',
    schemaVersion: 1,
    model: name,
    target,
    task: judgedAs(task),
    ...(classes && { classes }),
    lineage,
    definition: definition.digest,
    parameters: JSON.parse(canonicalJson(parameters)) as Json,
    ...(threshold && { threshold }),
    ...(threshold && 'cost' in threshold.rule && { costs: threshold.rule.cost }),
    ...judged,
    ...(await probedRows(
      request,
      dates.some(({ use }) => use === 'evaluation'),
      context,
    )),
    ...(learning && { learning }),
    dates,
    columns: columnsUsed(input),
    features: usedFeatures(artifact),
    selfTestRows: artifact.selfTest.rows.length,
    warnings,
  }
}
