import { fitCalibrator, probabilities, type CalibratorSpec } from '../calibration/calibrator.ts'
import type { DataSession } from '../data/session.ts'
import { learnerKind } from '../models/learners.ts'
import { designMatrix } from '../prepare/design-matrix.ts'
import { fitPreparation } from '../prepare/fitted-preparation.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { FOLD, TARGET } from '../transforms/transform.ts'
import type { ModelSpec } from './model.ts'

/** Predictions for rows by models that never saw a row of the same key. */
export interface OutOfFold {
  readonly margins: Float64Array
  readonly target: Float64Array
  /** The fold of each row: 0 … folds-1. */
  readonly fold: Int32Array
}

/** What learning needs of the step it runs in. */
export interface FitContext {
  readonly data: DataSession
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total?: number) => void
}

/** Rows to learn from: a table expression with {@link FOLD} and {@link TARGET}, and which columns are features. */
export interface LearnRows {
  readonly rows: SqlPart
  readonly schema: TableSchema
  readonly exclude: readonly string[]
}

/**
 * Fits preparation and model once per fold on the other folds and predicts the fold. Nothing that a row influenced,
 * not even a median, takes part in its own prediction.
 */
export async function outOfFold(
  spec: Pick<ModelSpec, 'preparation' | 'learner'>,
  { rows, schema, exclude }: LearnRows,
  folds: number,
  { data, signal, progress }: FitContext,
): Promise<OutOfFold> {
  const kind = learnerKind(spec.learner.kind)
  const parts: OutOfFold[] = []
  for (let fold = 0; fold < folds; fold++) {
    signal?.throwIfAborted()
    const others = sql`(SELECT * FROM ${rows} WHERE ${identifier(FOLD)} <> ${fold})`
    const own = sql`(SELECT * FROM ${rows} WHERE ${identifier(FOLD)} = ${fold})`
    const { features } = await fitPreparation(spec.preparation, { rows: others, schema, data, exclude })
    const training = await designMatrix(features, { rows: others, data, training: true, keep: [TARGET] })
    const model = kind.learn(
      spec.learner,
      training.design,
      numbers(training.kept, TARGET),
      signal && { signal },
    )
    const held = await designMatrix(features, { rows: own, data, training: false, keep: [TARGET] })
    const margins = kind.margins(model, held.design)
    parts.push({
      margins,
      target: numbers(held.kept, TARGET),
      fold: new Int32Array(margins.length).fill(fold),
    })
    progress?.(fold + 1, folds + 1)
  }
  return {
    margins: joined(parts.map(part => part.margins)),
    target: joined(parts.map(part => part.target)),
    fold: Int32Array.from(joined(parts.map(part => Float64Array.from(part.fold)))),
  }
}

/**
 * Calibrated probabilities of out-of-fold margins, each by a calibrator fitted on the other folds, so that metrics of
 * them are honest.
 */
export function crossCalibrated(
  { margins, target, fold }: OutOfFold,
  spec: CalibratorSpec | undefined,
): Float64Array {
  if (spec === undefined) return probabilities(undefined, margins)
  const result = new Float64Array(margins.length)
  for (const own of new Set(fold)) {
    const pick = (values: Float64Array, inFold: boolean) =>
      values.filter((_, i) => (fold[i] === own) === inFold)
    const calibrator = fitCalibrator(spec, pick(margins, false), pick(target, false))
    const calibrated = probabilities(calibrator, pick(margins, true))
    let next = 0
    for (let i = 0; i < fold.length; i++) if (fold[i] === own) result[i] = calibrated[next++] as number
  }
  return result
}

/** A kept column of numbers. */
export function numbers(
  kept: Readonly<Record<string, { readonly values: unknown }>>,
  name: string,
): Float64Array {
  const column = kept[name]
  if (!(column?.values instanceof Float64Array)) {
    throw new TypeError(`column "${name}" of training rows is not numeric`)
  }
  return column.values
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
