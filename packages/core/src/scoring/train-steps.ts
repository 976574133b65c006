import { saveModel, loadModel } from '../artifact/model-codec.ts'
import type { ArtifactRef, DatasetRef } from '../data/refs.ts'
import type { DataSession } from '../data/session.ts'
import { saveEvaluation } from '../evaluation/evaluation-codec.ts'
import { evaluationData } from '../evaluation/evaluation-of.ts'
import { learnerKind } from '../models/learners.ts'
import type { Steps } from '../pipeline/pipeline.ts'
import { step, type Step } from '../pipeline/step.ts'
import { resolveChains } from '../prepare/resolve-chains.ts'
import { extract, type Extracted } from '../steps/extract.ts'
import type { Binding } from './binding.ts'
import { calibrationCheck } from './calibration-check.ts'
import { currentChampionStep } from './champion.ts'
import { checkedPlan } from './checked-plan.ts'
import type { TrainOptions } from './definition.ts'
import { scoringWindow } from './features-step.ts'
import { fitVersion } from './fit.ts'
import { keyMetrics, type KeyMetrics } from './key-metrics.ts'
import { withRoles, type ModelSpec } from './model.ts'
import { promotionStep } from './promotion-step.ts'
import { requireColumns } from './required-columns.ts'
import { requireSegments } from './required-segments.ts'
import { requireWeight } from './required-weight.ts'
import { checkTrainingRows } from './scoring-checks.ts'
import type { SourceTables } from './source-view.ts'
import { trainingDates, type TrainingDates } from './training-dates.ts'
import { AS_OF, notFeatures, trainingRows } from './training-rows.ts'

/** What the steps of a training are built from. */
export interface TrainPlan {
  readonly name: string
  readonly spec: ModelSpec
  readonly train: TrainOptions
  readonly binding: Binding
  readonly asOf: Date
}

/** A fitted version before anybody decided about it. */
export interface FitReport extends KeyMetrics {
  readonly artifact: ArtifactRef
  /** Everything that the report of the training shows, before anybody decided about the version. */
  readonly report: ArtifactRef
  readonly trainedRows: number
  readonly threshold: string | null
  readonly warnings: readonly string[]
}

const defaults = { evaluationDates: 1, maxRows: 1_000_000 }

/** extract → rows → fit → promote: training rows at many past dates from the SQL that scores today. */
export function trainSteps(plan: TrainPlan): Steps {
  const { spec, train, binding, asOf } = plan
  const dates = datesOf(plan)
  const oldest = dates.training.at(-1) ?? asOf
  const tables = extract(binding.sources, source => scoringWindow(source, asOf, oldest))
  const rows = rowsStep(plan, dates, tables)
  const fit = fitStep(plan, dates, rows)
  const champion = currentChampionStep(spec.name)
  const { card, costs } = spec
  const stated = { ...(card && { card }), ...(costs && { costs }) }
  const promote = promotionStep({ model: spec.name, rule: train.promote, rows, fit, champion, stated })
  return { extract: tables, rows, fit, champion, promote }
}

/** The dates a training as of `asOf` learns from and is evaluated on. */
export function datesOf({
  train,
  binding,
  asOf,
}: Pick<TrainPlan, 'train' | 'binding' | 'asOf'>): TrainingDates {
  const { evaluationDates = defaults.evaluationDates } = train
  return trainingDates(asOf, { weekly: train.asOf.weekly, evaluationDates, horizonDays: binding.horizonDays })
}

/** Features and labels at every date as one dataset. */
export function rowsStep(
  { spec, train, binding, asOf }: TrainPlan,
  dates: TrainingDates,
  tables: Step<Extracted<SourceTables>>,
): Step<DatasetRef> {
  const { maxRows = defaults.maxRows } = train
  const folds = checkedPlan(train.folds, spec)
  const watched = learnerKind(spec.learner.kind).early?.on(spec.learner) ?? false
  const { key, target } = spec
  const sample = binding.text(asOf)
  const optionsOver = async (tables: Extracted<SourceTables>, data: DataSession) => {
    await binding.refuseUncut(data, [...dates.training, ...dates.evaluation])
    const bind = (at: { readonly date: Date }) => binding.over(tables, data, at.date)
    const group = folds.kind === 'grouped' ? folds.by : null
    await requireColumns(bind({ date: asOf }), { pipeline: binding.pipeline, key, target, group }, data)
    return { key, target, task: spec.learner.task, folds, maxRows, bind }
  }
  return step({
    inputs: { tables },
    definition: {
      step: 'training-rows',
      version: 1,
      definition: binding.definition.digest,
      label: sample.label,
      dates,
      key,
      target,
      task: spec.learner.task,
      folds,
      maxRows,
    },
    run: async ({ tables }, context) => trainingRows(dates, await optionsOver(tables, context.data), context),
    check: (rows, _inputs, context) =>
      checkTrainingRows(rows, { key, task: spec.learner.task, dates, folds, watched }, context),
    bind: async ({ tables }, context) => {
      const options = await optionsOver(tables, context.data)
      const quiet = { data: context.data, signal: AbortSignal.any([]), progress: () => {} }
      const rows = await trainingRows(dates, options, quiet)
      // Fitting needs rows; that every column which it names is there does not.
      const schema = withRoles(rows.schema, spec.roles)
      requireSegments(spec.segments ?? [], schema)
      requireWeight(spec.weight, schema)
      resolveChains(spec.preparation.chains, { schema, exclude: notFeatures(spec, folds) })
      return rows
    },
  })
}

/** Fits everything that is learned and stores it as an artifact. */
export function fitStep(
  { name, spec, train, binding, asOf }: TrainPlan,
  dates: TrainingDates,
  rows: Step<DatasetRef>,
): Step<FitReport> {
  const folds = checkedPlan(train.folds, spec)
  const { name: model, key, target, preparation, learner, weight, calibrate, decide, roles } = spec
  const { segments = [] } = spec
  const lineage = {
    pipeline: name,
    asOf: asOf.toISOString(),
    trainingDates: dates.training.map(isoDay),
    evaluationDates: dates.evaluation.map(isoDay),
  }
  const parameters = { learner, calibrate, decide, weight, folds }
  return step({
    inputs: { rows },
    definition: {
      step: 'fit',
      // 3: the artifact keeps quantiles of its columns.
      version: 3,
      model,
      key,
      target,
      preparation,
      learner,
      weight,
      calibrate,
      decide,
      roles,
      segments,
      folds,
      // An edit of the feature SQL that leaves the rows as they are still makes another artifact.
      features: binding.definition.digest,
      lineage,
    },
    run: async ({ rows }, context) => {
      requireSegments(segments, rows.schema)
      const plan = { folds, dates: dates.training, horizonDays: binding.horizonDays }
      const options = { spec, rows, plan, definition: binding.definition, lineage }
      const fitted = await fitVersion({ ...options, keep: [AS_OF, ...segments] }, context)
      const { artifact } = fitted
      for (const warning of artifact.warnings) context.log(warning)
      const {
        threshold,
        lineage: { trainedRows },
        warnings,
      } = artifact
      return {
        artifact: await saveModel(context.artifacts, artifact),
        report: await saveEvaluation(
          context.artifacts,
          await evaluationData({ ...fitted, rows, segments, parameters }, context),
        ),
        trainedRows,
        threshold: threshold?.why ?? null,
        warnings,
        ...keyMetrics(artifact),
      }
    },
    check: async (fit, _inputs, context) => {
      const { task, metrics } = await loadModel(context.artifacts, fit.artifact)
      return task !== 'regression'
        ? [calibrationCheck(metrics.evaluation, { dates: dates.evaluation.map(isoDay) })]
        : []
    },
  })
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
