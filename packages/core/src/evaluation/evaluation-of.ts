import { judgedAs } from '../classes/judged-as.ts'
import type { ColumnData } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DataSession } from '../data/session.ts'
import type { DatasetRef, Json } from '../data/refs.ts'
import { AS_OF, LEARN } from '../scoring/training-rows.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, sql } from '../sql/sql.ts'
import { columnsUsed, datesUsed } from './data-used.ts'
import type { EvaluationData } from './evaluation-data.ts'
import { explanationsOf } from './explanations.ts'
import { learningCurve } from './learning-curve.ts'
import { permutationImportance } from './permutation-importance.ts'
import { rawSample } from './raw-sample.ts'
import { sampleEvaluation, type SampleEvaluation, type SampleOptions } from './sample-evaluation.ts'
import type { ScoredSample } from './scored-sample.ts'
import { scoreSamples } from './score-samples.ts'
import { segmentMetrics, type Segment } from './segment-metrics.ts'
import { usedFeatures } from './used-features.ts'

/** What an evaluation is made of. */
export interface EvaluationRequest {
  readonly artifact: ModelArtifact
  /** Training rows as `trainingRows` makes them, those of the evaluation dates among them. */
  readonly rows: DatasetRef
  readonly outOfFold: ScoredSample & {
    /** Columns beside the scores, in the order of the rows: the date, segments. */
    readonly kept?: Readonly<Record<string, ColumnData>>
  }
  /** How the model was declared. */
  readonly parameters: Json
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

const repeats = 5
/** Scores of rows that importance may cost at most, for a model of one operation per feature. */
const importanceBudget = 1_500_000
const most = { importanceRows: 5000, explainedRows: 500 }

/**
 * Computes everything that the report of a training shows, save for what became of the version. Deterministic; takes a
 * second or two, whatever the number of rows.
 */
export async function evaluationData(
  request: EvaluationRequest,
  context: EvaluationContext,
): Promise<EvaluationData> {
  const { artifact, rows, parameters } = request
  const { name, target, task, lineage, definition, threshold, input, warnings } = artifact
  const dataset = context.data.dataset(rows)
  const dates = await datesUsed(dataset, context.data)
  const judged = await judgedSamples(request, context)
  const learning = learningCurve(artifact.model)
  return {
    format: 'sluice-evaluation',
    schemaVersion: 1,
    model: name,
    target,
    task: judgedAs(task),
    lineage,
    definition: definition.digest,
    parameters,
    ...(threshold && { threshold }),
    ...judged,
    ...(await probed(
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

async function judgedSamples(
  { artifact, rows, outOfFold, segments = [] }: EvaluationRequest,
  context: EvaluationContext,
): Promise<{ readonly samples: readonly SampleEvaluation[]; readonly segments: readonly Segment[] }> {
  const { lineage, task, threshold, calibrator } = artifact
  const options = { task: judgedAs(task), calibrated: calibrator !== undefined, ...(threshold && { threshold }) }
  const of = (sample: SampleOptions['sample'], dates: readonly string[]) => ({ ...options, sample, dates })
  const known = new Set(rows.schema.columns.map(column => column.name))
  const wanted = segments.filter(segment => known.has(segment))
  const held = sql`(SELECT * FROM ${context.data.dataset(rows)} WHERE NOT ${identifier(LEARN)})`
  const later = await scoreSamples([artifact], held, [...wanted, AS_OF], context)
  const [sample] = later.samples
  const hasLater = sample !== undefined && sample.target.length > 0
  const { kept = {} } = outOfFold
  const split = (scored: ScoredSample, columns: typeof kept, name: SampleOptions['sample']) =>
    [AS_OF, ...wanted].flatMap(column => {
      const values = columns[column]
      const named = column === AS_OF ? 'date' : column
      const facts = { column: named, sample: name, task: judgedAs(task), ...(threshold && { threshold: threshold.margin }) }
      return values === undefined ? [] : [segmentMetrics(scored, values, facts)]
    })
  return {
    samples: [
      sampleEvaluation(outOfFold, of('out-of-fold', lineage.trainingDates)),
      ...(hasLater ? [sampleEvaluation(sample, of('later', lineage.evaluationDates))] : []),
    ],
    segments: [
      ...split(outOfFold, kept, 'out-of-fold'),
      ...(hasLater ? split(sample, later.kept, 'later') : []),
    ],
  }
}

/** Importance and explanations, on rows of the later dates or, when there are none, on rows of the training. */
async function probed(
  { artifact, rows, seed = 1 }: EvaluationRequest,
  later: boolean,
  { data, signal }: EvaluationContext,
): Promise<Pick<EvaluationData, 'probed' | 'importance' | 'explanations'>> {
  const columns = artifact.input.map(({ name }) => name)
  const table: SqlPart = later
    ? sql`(SELECT * FROM ${data.dataset(rows)} WHERE NOT ${identifier(LEARN)})`
    : sql`(SELECT * FROM ${data.dataset(rows)} WHERE ${identifier(LEARN)})`
  const affordable = Math.floor(importanceBudget / costOf(artifact) / repeats / Math.max(1, columns.length))
  const wanted = Math.max(500, Math.min(most.importanceRows, affordable))
  const sample = await rawSample(table, columns, wanted, data)
  const importance = permutationImportance(sample, {
    margin: artifact.expressions.margin,
    task: judgedAs(artifact.task),
    columns,
    repeats,
    seed,
    ...(signal && { signal }),
  })
  const explanations = explanationsOf(artifact, await rawSample(table, columns, most.explainedRows, data))
  return {
    probed: { use: later ? 'evaluation' : 'training', rows: sample.rows, seed },
    ...(importance && { importance }),
    ...(explanations && { explanations }),
  }
}

/** What a score costs beside that of a linear model: fifty trees take about as long as its features. */
function costOf({ model }: Pick<ModelArtifact, 'model'>): number {
  const { forests = [] } = model as { readonly forests?: readonly { readonly roots?: ArrayLike<number> }[] }
  const trees = forests.reduce((sum, { roots = [] }) => sum + roots.length, 0)
  return 1 + trees / 50
}
