import { check, type CheckDefinition, type CheckResult } from '../checks/check.ts'
import { runChecks } from '../checks/run-checks.ts'
import { count } from '../checks/wording.ts'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { StepContext } from '../pipeline/context.ts'
import { identifier, sql } from '../sql/sql.ts'
import { FOLD, TARGET } from '../transforms/transform.ts'
import type { ScoreExpectations } from './definition.ts'
import { driftChecks, explained } from './input-drift.ts'
import type { FoldPlan } from '../folds/fold-plan.ts'
import type { TrainingDates } from './training-dates.ts'
import { AS_OF, CLASS, LEARN } from './training-rows.ts'

type CheckContext = Pick<StepContext, 'data' | 'history' | 'run'>

/** Features: rows, one per key, as many as before, and what the definition expects. */
export function checkFeatures(
  features: DatasetRef,
  options: { readonly key: string; readonly checks: readonly CheckDefinition[] },
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const { key, checks } = options
  const defaults = [check.notEmpty(), check.uniqueKey([key]), check.notNull([key]), check.rowCount()]
  return runChecks(replaced(defaults, checks), scopeOf('features', features, context))
}

/**
 * Scores: whole, possible, and distributed as in training or in the last run; and the features they were made of: as
 * training saw them.
 */
export async function checkScores(
  scores: DatasetRef,
  options: {
    readonly key: string
    readonly artifact: ModelArtifact
    readonly features: DatasetRef
    readonly expect: ScoreExpectations
  },
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const { key, artifact, features, expect } = options
  const { task, reference, threshold } = artifact
  const binary = task !== 'regression'
  const distribution = check.scores({
    probability: binary,
    training: reference,
    ...(threshold !== undefined && { decision: 'decision' }),
    ...(expect.maxMeanShift !== undefined && { maxMeanShift: expect.maxMeanShift }),
  })
  const shift = check.scoreDrift({
    training: reference,
    raw: 'margin',
    ...(threshold !== undefined && { decision: 'decision' }),
  })
  const [drifts, own] = partition(expect.checks ?? [])
  const judged = [
    ...(await runChecks(driftChecks(artifact, drifts), scopeOf('features', features, context))),
    ...(await runChecks(
      replaced([check.uniqueKey([key]), distribution, shift], own),
      scopeOf('scores', scores, context),
    )),
  ]
  return explained(judged, { artifact, features, data: context.data })
}

/** Training rows: rows at every date, one per key and date, and of a classifier both classes. */
export async function checkTrainingRows(
  rows: DatasetRef,
  options: {
    readonly key: string
    readonly task: ModelArtifact['task']
    readonly dates: TrainingDates
    readonly folds: FoldPlan
    /** True when every fold watches another one. */
    readonly watched: boolean
  },
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const { key, task, dates, folds, watched } = options
  const results = await runChecks(
    [check.notEmpty(), check.uniqueKey([key, AS_OF]), check.notNull([key])],
    scopeOf('training rows', rows, context),
  )
  if (rows.rows === 0) return results
  const classes = task === 'multiclass' ? sql`count(DISTINCT ${identifier(CLASS)})` : sql`0`
  const [facts] = await context.data.rows<Facts>(
    sql`SELECT count(DISTINCT ${identifier(AS_OF)}) AS dates, count(*) FILTER (WHERE ${identifier(LEARN)}) AS learn,
      count(*) FILTER (WHERE ${identifier(LEARN)} AND ${identifier(TARGET)} <> 0) AS positives,
      count(DISTINCT ${identifier(FOLD)}) FILTER (WHERE ${identifier(LEARN)}) AS folds, ${classes} AS classes FROM ${context.data.dataset(rows)}`,
  )
  const found = facts ?? { dates: 0, positives: 0, learn: 0, folds: 0, classes: 0 }
  const wanted = dates.training.length + dates.evaluation.length
  return [
    ...results,
    historyCheck(found.dates, wanted),
    ...(task === 'binary' ? [classesCheck(found)] : []),
    ...(task === 'multiclass' ? [severalClassesCheck(found)] : []),
    ...(folds.kind === 'grouped'
      ? [foldsCheck(found, { wanted: folds.folds, by: folds.by ?? key, watched })]
      : []),
  ]
}

interface Facts {
  readonly dates: number
  readonly positives: number
  readonly learn: number
  readonly folds: number
  readonly classes: number
}

function historyCheck(found: number, wanted: number): CheckResult {
  const base = {
    check: 'history',
    name: 'history',
    severity: 'warn',
    subject: 'training rows',
    observed: found,
    expected: `${wanted} dates`,
  } as const
  if (found === wanted) {
    return { ...base, status: 'passed', message: `training rows: rows at all ${wanted} dates` }
  }
  const message = `training rows: rows at only ${found} of ${wanted} dates; the sources do not reach further back. Ask for fewer dates in train.asOf, or load more history`
  return { ...base, status: 'failed', message }
}

function classesCheck({
  positives,
  learn,
}: {
  readonly positives: number
  readonly learn: number
}): CheckResult {
  const base = {
    check: 'classes',
    name: 'classes',
    severity: 'block',
    subject: 'training rows',
    observed: positives,
  } as const
  const facts = `${count(positives)} of ${count(learn)} rows are positive`
  if (positives > 0 && positives < learn) {
    return { ...base, status: 'passed', message: `training rows: ${facts}` }
  }
  const message = `training rows: ${facts}, and a classifier needs both. Look at the label SQL: does its window hold the events that make a row positive?`
  return { ...base, status: 'failed', message }
}

/** Scores compare every class with the best so far, in one nested expression. */
const mostClasses = 100

function severalClassesCheck({ classes }: Facts): CheckResult {
  const base = {
    check: 'classes',
    name: 'classes',
    severity: 'block',
    subject: 'training rows',
    observed: classes,
    expected: `2 to ${mostClasses} classes`,
  } as const
  const facts = `training rows: ${count(classes)} ${classes === 1 ? 'class' : 'classes'}`
  if (classes >= 2 && classes <= mostClasses) return { ...base, status: 'passed', message: facts }
  const advice =
    classes < 2
      ? 'there must be 2 or more. Look at the label SQL: does its window hold rows of several classes?'
      : `at most ${mostClasses} can be told apart. Let the label SQL give rare classes one name`
  return { ...base, status: 'failed', message: `${facts}, and ${advice}` }
}

function foldsCheck(
  { folds: found, learn }: Facts,
  { wanted, by, watched }: { readonly wanted: number; readonly by: string; readonly watched: boolean },
): CheckResult {
  const base = {
    check: 'folds',
    name: 'folds',
    subject: 'training rows',
    observed: found,
    expected: `${wanted} folds`,
  } as const
  if (found === wanted) {
    return {
      ...base,
      severity: 'warn',
      status: 'passed',
      message: `training rows: rows in all ${wanted} folds`,
    }
  }
  const facts = `training rows: ${count(learn)} rows are in ${count(found)} of ${wanted} folds, as "${by}" has few values or is missing`
  const [severity, reason] =
    found < 2
      ? (['block', ', so there are no others to learn from'] as const)
      : watched
        ? (['block', ', and early stopping needs rows in each'] as const)
        : (['warn', ''] as const)
  return {
    ...base,
    severity,
    status: 'failed',
    message: `${facts}${reason}. Use fewer folds, or group by another column`,
  }
}

/** Checks of drift look at the features, all others at the scores. */
function partition(checks: readonly CheckDefinition[]) {
  return [
    checks.filter(({ kind }) => kind === 'drift'),
    checks.filter(({ kind }) => kind !== 'drift'),
  ] as const
}

function scopeOf(subject: string, dataset: DatasetRef, { data, history, run }: CheckContext) {
  return { data, history, subject, asOf: run.asOf, table: data.dataset(dataset), schema: dataset.schema }
}

/** A check of the definition takes the place of the default one with its name. */
function replaced(
  defaults: readonly CheckDefinition[],
  own: readonly CheckDefinition[],
): readonly CheckDefinition[] {
  const names = new Set(own.map(({ name }) => name))
  return [...defaults.filter(({ name }) => !names.has(name)), ...own]
}
