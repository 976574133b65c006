import { simplify, type ExprNode } from '@sluice/expr'
import { classScores } from '../classes/class-scores.ts'
import type { DataSession } from '../data/session.ts'
import type { FittedModel, LearnContext, Learner, LearnerKind } from '../models/learner.ts'
import type { Log } from '../pipeline/context.ts'
import { learnerKind } from '../models/learners.ts'
import { designMatrix } from '../prepare/design-matrix.ts'
import { fitPreparation, type FittedPreparation } from '../prepare/fitted-preparation.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { FOLD, TARGET } from '../transforms/transform.ts'
import type { ModelSpec } from './model.ts'

/** What learning needs of the step it runs in. */
export interface FitContext {
  readonly data: DataSession
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total?: number) => void
  readonly threads?: number
  readonly log?: Log
}

/** Rows to learn from: a table expression with fold and target, and which columns are no features. */
export interface LearnRows {
  readonly rows: SqlPart
  readonly schema: TableSchema
  readonly exclude: readonly string[]
  /** Of several classes their names, by position. */
  readonly classes?: readonly string[]
}

/** The part of a model's definition that is fitted on rows. */
export type Learned = Pick<ModelSpec, 'preparation' | 'learner' | 'weight'>

/** A preparation and a model that learned from its features. */
export interface Fitted {
  readonly preparation: FittedPreparation
  readonly model: FittedModel
}

/**
 * Fits preparation and model on rows. Rows to validate on go through the same fitted preparation and take no part in
 * fitting it.
 */
export async function fitOn(
  spec: Learned,
  { rows, schema, exclude, classes, validation }: LearnRows & { readonly validation?: SqlPart },
  {
    data,
    signal,
    threads,
    log,
    onIteration,
  }: FitContext & { readonly onIteration?: (iteration: number, loss: number) => void },
): Promise<Fitted> {
  const { learner, weight: column } = spec
  const kind: LearnerKind = learnerKind(learner.kind)
  const preparation = await fitPreparation(spec.preparation, { rows, schema, data, exclude })
  const { features } = preparation
  const form = kind.form?.(learner)
  // Learners that hand rows on get the fold too; for all others it would only be memory.
  const handsOn = form?.kind === 'values'
  const keep = [TARGET, ...(handsOn ? [FOLD] : []), ...(column === undefined ? [] : [column])]
  const read = { data, keep, ...(form && { form }) }
  const training = await designMatrix(features, { ...read, rows, training: true })
  const watched =
    validation &&
    (await designMatrix(features, { ...read, rows: validation, training: false, like: training.design }))
  const context: LearnContext = {
    ...(signal && { signal }),
    ...(threads !== undefined && { threads }),
    ...(log && { log }),
    data,
    ...(handsOn && { fold: Int32Array.from(numbers(training.kept, FOLD)) }),
    ...(classes && { classes: classes.length }),
    ...(onIteration && { progress: onIteration }),
    ...(column !== undefined && { weight: numbers(training.kept, column) }),
    ...(watched && {
      validation: {
        design: watched.design,
        target: numbers(watched.kept, TARGET),
        ...(column !== undefined && { weight: numbers(watched.kept, column) }),
      },
    }),
  }
  const model = await kind.learn(learner, training.design, numbers(training.kept, TARGET), context)
  return { preparation, model }
}

/** The margin of a fitted model as a row-level expression over raw columns; of several classes also which is best. */
export function scoresOf(
  learner: Learner,
  { preparation: { features }, model }: Fitted,
): { readonly margin: ExprNode; readonly best?: ExprNode } {
  const kind = learnerKind(learner.kind)
  if (learner.task !== 'multiclass') return { margin: simplify(kind.marginExpr(model, features)) }
  const { margin, best } = classScores(kind.classMargins?.(model, features) ?? [])
  return { margin: simplify(margin), best: simplify(best) }
}

/** A kept column of numbers. */
function numbers(kept: Readonly<Record<string, { readonly values: unknown }>>, name: string): Float64Array {
  const column = kept[name]
  if (!(column?.values instanceof Float64Array)) {
    throw new TypeError(`column "${name}" of training rows is not numeric`)
  }
  return column.values
}
