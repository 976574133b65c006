import type { FoldPlan } from '../folds/fold-plan.ts'
import { withFolds } from '../folds/fold-column.ts'
import { foldPart } from '../random/fold-of.ts'
import type { Task } from '../models/learner.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { StepContext } from '../pipeline/context.ts'
import { identifier, rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { asOfDate } from '../time/as-of.ts'
import { FOLD, TARGET } from '../transforms/transform.ts'
import type { BoundSql } from './feature-sql.ts'
import type { TrainingDates } from './training-dates.ts'

/** The column of training rows that holds the date their features were computed at. */
export const AS_OF = '__as_of'
/** The column of training rows that tells rows to learn from (true) from rows to evaluate on (false). */
export const LEARN = '__learn'

/** Of several classes, the column of training rows that holds the name of the row's class. */
export const CLASS = '__class'

/** The columns of training rows that no feature may be made of. */
export function notFeatures(
  spec: { readonly key: string; readonly target: string; readonly weight?: string },
  plan: FoldPlan,
): readonly string[] {
  const group = plan.kind === 'grouped' && plan.by !== null ? [plan.by] : []
  const weight = spec.weight === undefined ? [] : [spec.weight]
  return [spec.key, spec.target, ...group, ...weight, FOLD, TARGET, AS_OF, LEARN, CLASS]
}

/** How training rows are made of a definition. */
export interface TrainingRowsOptions {
  readonly key: string
  readonly target: string
  readonly task: Task
  readonly folds: FoldPlan
  readonly maxRows: number
  /** The definition's SQL at one instant. */
  readonly bind: (asOf: ReturnType<typeof asOfDate>) => BoundSql
}

/**
 * Computes features and labels at every date and stores them as one dataset: the feature columns, the target,
 * the fold of the key, the date and whether the row is for learning. A key without a label row has target 0.
 */
export async function trainingRows(
  dates: TrainingDates,
  options: TrainingRowsOptions,
  { data, progress, signal }: Pick<StepContext, 'data' | 'progress' | 'signal'>,
): Promise<DatasetRef> {
  const all = [
    ...dates.training.map(date => ({ date, learn: true })),
    ...dates.evaluation.map(date => ({ date, learn: false })),
  ]
  for (const [i, { date, learn }] of all.entries()) {
    signal.throwIfAborted()
    const rows = rowsAt(asOfDate(date), learn, options)
    await data.run(
      i === 0 ? sql`CREATE TABLE training_rows AS ${rows}` : sql`INSERT INTO training_rows ${rows}`,
    )
    progress(i + 1, all.length)
  }
  return data.save(await sampled(options, dates.training, data))
}

function rowsAt(
  asOf: ReturnType<typeof asOfDate>,
  learn: boolean,
  options: TrainingRowsOptions,
): SqlFragment {
  const { features, label } = options.bind(asOf)
  const key = identifier(options.key)
  // On lines of their own: a query may end in a comment.
  return sql`
    SELECT f.*, ${targetOf(options)},
      CAST(${asOf} AS TIMESTAMP) AS ${identifier(AS_OF)}, CAST(${learn} AS BOOLEAN) AS ${identifier(LEARN)}
    FROM (
      ${features}
    ) f ${rawSql(options.task === 'multiclass' ? 'JOIN' : 'LEFT JOIN')} (
      ${label}
    ) l ON l.${key} = f.${key}`
}

/** Keeps whole keys, chosen by a hash, so that a sample is repeatable and never splits a key; then deals out folds. */
async function sampled(
  { key, task, folds, maxRows }: TrainingRowsOptions,
  dates: readonly Date[],
  data: StepContext['data'],
): Promise<SqlFragment> {
  const [count] = await data.rows<{ rows: number }>(rawSql('SELECT count(*) AS rows FROM training_rows'))
  const rows = count?.rows ?? 0
  const table = rows <= maxRows ? rawSql('training_rows') : sampleOf(key, maxRows / rows)
  if (task === 'multiclass') await data.run(numberClasses)
  const dealt = withFolds(folds, { table, key, asOf: AS_OF, learn: LEARN, dates }, FOLD)
  return sql`SELECT * FROM ${dealt} ORDER BY ${identifier(AS_OF)}, ${identifier(key)}`
}

/** Of several classes the name, and later its position; else the number, 0 for a key without a label row. */
function targetOf({ target, task }: TrainingRowsOptions): SqlPart {
  const value = sql`l.${identifier(target)}`
  return task === 'multiclass'
    ? sql`CAST(${value} AS VARCHAR) AS ${identifier(CLASS)}, 0::DOUBLE AS ${identifier(TARGET)}`
    : sql`coalesce(CAST(${value} AS DOUBLE), 0) AS ${identifier(TARGET)}`
}

/** Rows of no class are left out; the others get the position of their class among all names. */
const numberClasses = rawSql(`CREATE OR REPLACE TABLE training_rows AS
  SELECT * REPLACE (CAST(dense_rank() OVER (ORDER BY "${CLASS}") - 1 AS DOUBLE) AS "${TARGET}")
  FROM training_rows WHERE "${CLASS}" IS NOT NULL`)

function sampleOf(key: string, share: number): SqlFragment {
  const buckets = 10_000
  const kept = Math.max(1, Math.floor(share * buckets))
  const bucket = foldPart(sql`CAST(${identifier(key)} AS VARCHAR)`, buckets, 'sample')
  return sql`(SELECT * FROM training_rows WHERE ${bucket} < ${kept})`
}
