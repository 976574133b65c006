import type { Forest } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { FittedModel } from '../models/learner.ts'
import { CLASS, LEARN } from '../scoring/training-rows.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { EvaluationData } from './evaluation-data.ts'
import type { EvaluationContext, EvaluationRequest } from './evaluation-of.ts'
import { explanationsOf } from './explanations.ts'
import { permutationImportance, type ImportanceOptions } from './permutation-importance.ts'
import { rawSample } from './raw-sample.ts'

const repeats = 5
/** Scores of rows that importance may cost at most, for a model of one operation per feature. */
const importanceBudget = 1_500_000
/** Leaves that explaining may visit, over all rows: a row visits each, and works on its path. */
const explanationBudget = 1_500_000
const most = { importanceRows: 5000, explainedRows: 500 }

/** Importance and explanations, on rows of the later dates or, when there are none, on rows of the training. */
export async function probedRows(
  { artifact, rows, seed = 1 }: EvaluationRequest,
  hasLater: boolean,
  { data, signal }: EvaluationContext,
): Promise<Pick<EvaluationData, 'probed' | 'importance' | 'explanations'>> {
  const columns = artifact.input.map(({ name }) => name)
  const all = data.dataset(rows)
  const table: SqlPart = hasLater
    ? sql`(SELECT * FROM ${all} WHERE NOT ${identifier(LEARN)})`
    : sql`(SELECT * FROM ${all} WHERE ${identifier(LEARN)})`
  const affordable = Math.floor(importanceBudget / costOf(artifact) / repeats / Math.max(1, columns.length))
  const wanted = Math.max(500, Math.min(most.importanceRows, affordable))
  const judged = judgedBy(artifact)
  const labels = judged.label === undefined ? [] : [judged.label]
  const sample = await rawSample(table, [...columns, ...labels], wanted, data)
  const importance = permutationImportance(sample, {
    ...judged,
    columns,
    repeats,
    seed,
    ...(signal && { signal }),
  })
  const explained = await rawSample(table, columns, explainedRows(artifact), data)
  const explanations = explanationsOf(artifact, explained)
  return {
    probed: { use: hasLater ? 'evaluation' : 'training', rows: sample.rows, seed },
    ...(importance && { importance }),
    ...(explanations && { explanations }),
  }
}

function judgedBy({
  task,
  expressions,
}: ModelArtifact): Pick<ImportanceOptions, 'score' | 'metric' | 'label'> {
  if (expressions.class) return { score: expressions.class, metric: 'accuracy', label: CLASS }
  return { score: expressions.margin, metric: task === 'regression' ? 'rmse' : 'auc' }
}

/** What a score costs beside that of a linear model: twenty-five trees take about as long. */
function costOf({ model }: Pick<ModelArtifact, 'model'>): number {
  return 1 + forestsOf(model).reduce((sum, { roots }) => sum + roots.length, 0) / 25
}

function explainedRows({ model }: Pick<ModelArtifact, 'model'>): number {
  const leaves = forestsOf(model).reduce((sum, forest) => sum + forest.leaves.length, 1)
  return Math.max(100, Math.min(most.explainedRows, Math.floor(explanationBudget / leaves)))
}

function forestsOf(model: FittedModel): readonly Forest[] {
  return (model as { readonly forests?: readonly Forest[] }).forests ?? []
}
