import type { FittedModel } from '../models/learner.ts'
import { rounded } from './rounded.ts'
import { thinned } from './thinned.ts'

/** The loss after some iterations. */
export interface LossPoint {
  readonly iteration: number
  readonly training: number
  readonly validation?: number
}

/** How one fit went; `best` is the iteration that was best on the rows that it watched. */
export interface FitCurve {
  readonly points: readonly LossPoint[]
  readonly best: number
}

/** Losses of a model that learns in iterations: of the final fit, and of the folds that watched their own rows. */
export interface LearningCurve {
  /** Iterations of the final model. */
  readonly used: number
  readonly final: readonly LossPoint[]
  readonly folds: readonly FitCurve[]
}

interface Iterated extends FittedModel {
  readonly curve: readonly LossPoint[]
  readonly bestIteration: number
}

const most = 100

/** The curves of a model that learned in iterations; undefined for other kinds of model. */
export function learningCurve(
  model: FittedModel,
  folds: readonly FittedModel[] = [],
): LearningCurve | undefined {
  if (!isIterated(model) || model.curve.length === 0) return undefined
  const watched = folds
    .filter(isIterated)
    .filter(({ curve }) => curve.some(({ validation }) => validation !== undefined))
  return {
    used: model.bestIteration,
    final: pointsOf(model),
    folds: watched.map(fold => ({ points: pointsOf(fold), best: fold.bestIteration })),
  }
}

function pointsOf({ curve }: Iterated): readonly LossPoint[] {
  return thinned(curve.length, most).map(i => {
    const { iteration, training, validation } = curve[i] as LossPoint
    return {
      iteration,
      training: rounded(training) ?? 0,
      ...(validation !== undefined && { validation: rounded(validation) ?? 0 }),
    }
  })
}

function isIterated(model: FittedModel): model is Iterated {
  return 'curve' in model && Array.isArray(model.curve)
}
