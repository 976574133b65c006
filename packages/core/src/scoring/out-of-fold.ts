import type { ColumnData } from '@sluice/expr'
import { fitCalibrator, probabilities, type CalibratorSpec } from '../calibration/calibrator.ts'
import type { ClassPairs } from '../classes/class-metrics.ts'
import type { Split } from '../folds/splits.ts'
import type { FittedModel } from '../models/learner.ts'
import { learnerKind } from '../models/learners.ts'
import { ColumnBuilder } from '../prepare/column-builder.ts'
import { sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { told } from './fit-progress.ts'
import { fitOn, scoresOf, type FitContext, type Learned, type LearnRows } from './fit-on.ts'
import { predicted, type Predicted } from './predicted.ts'

/** Predictions for rows by models that never saw a row of the same group, or of a later date. */
export interface OutOfFold {
  readonly margins: Float64Array
  readonly target: Float64Array
  /** The fold of each row. */
  readonly fold: Int32Array
  /** The columns to keep, in the order of the rows. */
  readonly kept: Readonly<Record<string, ColumnData>>
  /** What each fit of the plan learned, in the order of the folds. */
  readonly models: readonly FittedModel[]
  /** Of several classes, the true and the predicted one of each row; `target` then says whether they are the same. */
  readonly pairs?: ClassPairs
}

/**
 * Fits preparation and model once per split and predicts the rows that are held. Nothing that a row influenced, not
 * even a median or the number of trees, takes part in its own prediction.
 */
export async function outOfFold(
  spec: Learned,
  { rows, keep = [], ...learnRows }: LearnRows & { readonly keep?: readonly string[] },
  splits: readonly Split[],
  context: FitContext,
): Promise<OutOfFold> {
  const iterations = learnerKind(spec.learner.kind).iterations?.(spec.learner) ?? 1
  const total = (splits.length + 1) * iterations
  const where = (condition: SqlPart) => sql`(SELECT * FROM ${rows} WHERE ${condition})`
  const parts: (Predicted & { readonly fold: number })[] = []
  const models: FittedModel[] = []
  for (const [i, { fold, learn, validation, held }] of splits.entries()) {
    context.signal?.throwIfAborted()
    const fitted = await fitOn(
      spec,
      { ...learnRows, rows: where(learn), ...(validation && { validation: where(validation) }) },
      {
        ...context,
        onIteration: told(context, `fold ${i + 1} of ${splits.length}`, i * iterations, {
          iterations,
          total,
        }),
      },
    )
    models.push(fitted.model)
    const scores = scoresOf(spec.learner, fitted)
    parts.push({ fold, ...(await predicted(scores, where(held), context.data, keep)) })
    context.progress?.((i + 1) * iterations, total)
  }
  return {
    margins: joined(parts.map(({ margins }) => margins)),
    target: joined(parts.map(({ target }) => target)),
    fold: Int32Array.from(
      joined(parts.map(({ fold, target }) => new Float64Array(target.length).fill(fold))),
    ),
    kept: Object.fromEntries(keep.map(name => [name, joinedColumn(parts.map(({ kept }) => kept[name]))])),
    models,
    ...(learnRows.classes && {
      pairs: {
        actual: joined(parts.map(({ pairs, target }) => pairs?.actual ?? target)),
        best: joined(parts.map(({ pairs, target }) => pairs?.best ?? target)),
      },
    }),
  }
}

/**
 * Calibrated probabilities of out-of-fold margins, each by a calibrator fitted on the other folds, so that metrics of
 * them are honest. With a single fold there are no others: the calibrator is then fitted on all.
 */
export function crossCalibrated(
  { margins, target, fold }: Pick<OutOfFold, 'margins' | 'target' | 'fold'>,
  spec: CalibratorSpec | undefined,
): Float64Array {
  if (spec === undefined) return probabilities(undefined, margins)
  const result = new Float64Array(margins.length)
  const folds = new Set(fold)
  for (const own of folds) {
    const pick = (values: Float64Array, inFold: boolean) =>
      values.filter((_, i) => folds.size === 1 || (fold[i] === own) === inFold)
    const calibrator = fitCalibrator(spec, pick(margins, false), pick(target, false))
    const calibrated = probabilities(calibrator, pick(margins, true))
    let next = 0
    for (let i = 0; i < fold.length; i++) if (fold[i] === own) result[i] = calibrated[next++] as number
  }
  return result
}

function joinedColumn(parts: readonly (ColumnData | undefined)[]): ColumnData {
  const builder = new ColumnBuilder()
  for (const part of parts) if (part !== undefined) builder.add(part)
  return builder.build()
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
