import { literal } from '@sluice/expr'
import type { Lineage, ModelArtifact, ScoreExpressions, ScoreReference } from '../artifact/model-artifact.ts'
import { selfTestOf } from '../artifact/self-test.ts'
import { fitCalibrator, probabilityExpr, type Calibrator } from '../calibration/calibrator.ts'
import { chooseThreshold, decideExpr, type DecisionThreshold } from '../decision/decision-rule.ts'
import { classMetrics } from '../classes/class-metrics.ts'
import { className } from '../classes/class-scores.ts'
import { judgedAs } from '../classes/judged-as.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { EvaluationRequest } from '../evaluation/evaluation-of.ts'
import type { FoldPlan } from '../folds/fold-plan.ts'
import { splitsOf, type Split } from '../folds/splits.ts'
import { evaluate, type Evaluation } from '../metrics/evaluation.ts'
import { learnerKind } from '../models/learners.ts'
import type { FittedModel } from '../models/learner.ts'
import { withQuantiles } from '../prepare/input-quantiles.ts'
import { identifier, rawSql, sql } from '../sql/sql.ts'
import { FOLD, TARGET } from '../transforms/transform.ts'
import { evaluateRows } from './evaluate-rows.ts'
import type { FeatureDefinition } from './feature-sql.ts'
import { withRoles, type ModelSpec } from './model.ts'
import { told } from './fit-progress.ts'
import { fitOn, scoresOf, type FitContext, type Fitted, type LearnRows } from './fit-on.ts'
import { crossCalibrated, outOfFold, type OutOfFold } from './out-of-fold.ts'
import { requireWeight } from './required-weight.ts'
import { selfTestRows } from './self-test-rows.ts'
import { AS_OF, CLASS, LEARN, notFeatures } from './training-rows.ts'

/** The fold plan with what it needs to know of the rows. */
export interface FitPlan {
  readonly folds: FoldPlan
  readonly dates: readonly Date[]
  readonly horizonDays: number
}

/** What a model is fitted on. */
export interface FitOptions {
  readonly spec: ModelSpec
  /** Training rows as `trainingRows` makes them. */
  readonly rows: DatasetRef
  readonly plan: FitPlan
  readonly definition: FeatureDefinition
  readonly lineage: Omit<Lineage, 'rows' | 'trainedRows'>
  /** Columns to keep beside the scores out of fold. */
  readonly keep?: readonly string[]
}

/** A fitted model with the scores that its folds gave to rows they had not seen. */
export interface FittedVersion {
  readonly artifact: ModelArtifact
  readonly outOfFold: EvaluationRequest['outOfFold']
}

const learnTable = 'sluice_learn'

/**
 * Fits preparation, model, calibrator and threshold on one fold plan, evaluates out of fold and on the rows in the
 * future of the training rows, and returns the whole as plain data with self-test rows.
 */
export async function fitModel(options: FitOptions, context: FitContext): Promise<ModelArtifact> {
  return (await fitVersion(options, context)).artifact
}

/** As {@link fitModel}, with the scores out of fold. */
export async function fitVersion(options: FitOptions, context: FitContext): Promise<FittedVersion> {
  const { spec, rows, plan, definition, lineage, keep = [] } = options
  const { data } = context
  await data.run(
    sql`CREATE OR REPLACE TABLE ${identifier(learnTable)} AS SELECT * FROM ${data.dataset(rows)} WHERE ${identifier(LEARN)}`,
  )
  const learn: LearnRows = { ...(await learnRowsOf(spec, rows, plan, data)), rows: identifier(learnTable) }
  const [count] = await data.rows<{ rows: number }>(sql`SELECT count(*) AS rows FROM ${learn.rows}`)
  const held = await outOfFold(spec, { ...learn, keep }, splitsFor(spec, plan), context)
  const task = spec.learner.task
  const calibrator =
    task !== 'regression' && spec.calibrate
      ? fitCalibrator(spec.calibrate, held.margins, held.target)
      : undefined
  const threshold = thresholdOf(spec, held, calibrator)
  const fitted = await fitAll(spec, learn, held.models, context)
  const expressions = expressionsOf(spec, fitted, { calibrator, threshold, classes: learn.classes })
  const probability = task === 'regression' ? held.margins : crossCalibrated(held, spec.calibrate)
  const evaluation = await evaluateRows(
    { expressions, task, ...(threshold && { threshold }), ...(learn.classes && { classes: learn.classes }) },
    sql`(SELECT * FROM ${data.dataset(rows)} WHERE NOT ${identifier(LEARN)})`,
    context,
  )
  const input = await withQuantiles(fitted.preparation.input, learn.rows, data)
  const testRows = await selfTestRows(input, learn.rows, data)
  await data.run(rawSql(`DROP TABLE ${learnTable}`))
  const artifact: ModelArtifact = {
    format: 'sluice-model',
    schemaVersion: 1,
    name: spec.name,
    key: spec.key,
    target: spec.target,
    task,
    ...(learn.classes && { classes: learn.classes }),
    input,
    definition,
    features: fitted.preparation.features,
    model: fitted.model,
    ...(calibrator && { calibrator }),
    ...(threshold && { threshold }),
    expressions,
    coefficients: learnerKind(spec.learner.kind).coefficients(fitted.model),
    reference: referenceOf(held, probability, threshold),
    metrics: {
      outOfFold: evaluationOf(learn, task, held, probability, threshold),
      ...(evaluation && { evaluation }),
    },
    selfTest: selfTestOf({ expressions }, testRows),
    lineage: { ...lineage, rows: rows.digest, trainedRows: count?.rows ?? 0 },
    warnings: [
      ...fitted.preparation.warnings,
      ...(fitted.model.warnings ?? []).map(({ message }) => message),
    ],
  }
  const { margins: margin, target, kept, models } = held
  return { artifact, outOfFold: { target, margin, probability, kept, models } }
}

/** The rows of a training dataset that are learned from. */
export async function learnRowsOf(
  spec: ModelSpec,
  rows: DatasetRef,
  { folds }: FitPlan,
  data: FitContext['data'],
): Promise<LearnRows> {
  requireWeight(spec.weight, rows.schema)
  const classes = spec.learner.task === 'multiclass' ? await classesOf(rows, data) : undefined
  return {
    ...(classes && { classes }),
    rows: sql`(SELECT * FROM ${data.dataset(rows)} WHERE ${identifier(LEARN)})`,
    schema: withRoles(rows.schema, spec.roles),
    exclude: notFeatures(spec, folds),
  }
}

async function classesOf(rows: DatasetRef, data: FitContext['data']): Promise<readonly string[]> {
  const found = await data.rows<{ name: string }>(
    sql`SELECT DISTINCT ${identifier(CLASS)} AS name, ${identifier(TARGET)} AS target FROM ${data.dataset(rows)} ORDER BY target`,
  )
  return found.map(({ name }) => name)
}

/** The fits of a plan; with rows to watch where the learner stops early. */
export function splitsFor(
  { learner }: Pick<ModelSpec, 'learner'>,
  { folds, dates, horizonDays }: FitPlan,
): readonly Split[] {
  const validation = learnerKind(learner.kind).early?.on(learner) ?? false
  return splitsOf(folds, { columns: { fold: FOLD, asOf: AS_OF }, dates, horizonDays, validation })
}

/** Fits on all rows. A learner that stops early gets the number of rounds that its folds agreed on. */
async function fitAll(
  spec: ModelSpec,
  learn: LearnRows,
  folds: readonly FittedModel[],
  context: FitContext,
): Promise<Fitted> {
  const kind = learnerKind(spec.learner.kind)
  const iterations = kind.iterations?.(spec.learner) ?? 1
  const total = (folds.length + 1) * iterations
  const early = kind.early?.on(spec.learner) ? kind.early : undefined
  const learner = early ? early.fixed(spec.learner, median(folds.map(early.rounds))) : spec.learner
  const fitted = await fitOn({ ...spec, learner }, learn, {
    ...context,
    onIteration: told(context, 'all rows', folds.length * iterations, { iterations, total }),
  })
  context.progress?.(total, total)
  return fitted
}

/** The middle number, of two the greater. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
}

interface Judged {
  readonly calibrator: Calibrator | undefined
  readonly threshold: DecisionThreshold | undefined
  readonly classes: readonly string[] | undefined
}

function expressionsOf(
  spec: ModelSpec,
  fitted: Fitted,
  { calibrator, threshold, classes = [] }: Judged,
): ScoreExpressions {
  const { margin, best } = scoresOf(spec.learner, fitted)
  return {
    margin,
    ...(best && { class: className(best, classes) }),
    probability: spec.learner.task === 'regression' ? margin : probabilityExpr(calibrator, margin),
    decision: threshold === undefined ? literal(null, 'boolean') : decideExpr(threshold, margin),
  }
}

function thresholdOf(
  spec: ModelSpec,
  { margins, target }: OutOfFold,
  calibrator: Calibrator | undefined,
): DecisionThreshold | undefined {
  if (spec.learner.task === 'regression' && spec.decide === undefined) return undefined
  return chooseThreshold(spec.decide, { margins, target, calibrator, task: judgedAs(spec.learner.task) })
}

function evaluationOf(
  { classes }: LearnRows,
  task: ModelArtifact['task'],
  { margins, target, pairs }: OutOfFold,
  probability: Float64Array,
  threshold: DecisionThreshold | undefined,
): Evaluation {
  const evaluation = evaluate({
    task: judgedAs(task),
    target,
    margin: margins,
    probability,
    ...(threshold && { threshold: threshold.margin }),
  })
  return { ...evaluation, ...(classes && pairs && { classes: classMetrics(classes, pairs) }) }
}

function referenceOf(
  { margins }: OutOfFold,
  probability: Float64Array,
  threshold: DecisionThreshold | undefined,
): ScoreReference {
  const sorted = probability.toSorted()
  const rows = sorted.length
  const above =
    threshold === undefined ? 0 : margins.reduce((n, margin) => n + (margin >= threshold.margin ? 1 : 0), 0)
  return {
    rows,
    mean: probability.reduce((sum, value) => sum + value, 0) / rows,
    shareAbove: above / rows,
    deciles: Array.from({ length: 11 }, (_, i) => sorted[Math.round((i / 10) * (rows - 1))] as number),
  }
}
