import type { FittedModel } from '../models/learner.ts'
import type { LearningCurve } from './evaluation-data.ts'
import { rounded } from './rounded.ts'
import { thinned } from './thinned.ts'

interface Iterated extends FittedModel {
  readonly curve: LearningCurve['points']
  readonly bestIteration: number
}

/** The curve of a model that learned in iterations, about 200 points; undefined for other kinds of model. */
export function learningCurve(model: FittedModel): LearningCurve | undefined {
  if (!isIterated(model) || model.curve.length === 0) return undefined
  const { curve, bestIteration } = model
  const points = thinned(curve.length, 200).map(i => {
    const { iteration, training, validation } = curve[i] as LearningCurve['points'][number]
    return {
      iteration,
      training: rounded(training) ?? 0,
      ...(validation !== undefined && { validation: rounded(validation) ?? 0 }),
    }
  })
  return { points, best: bestIteration }
}

function isIterated(model: FittedModel): model is Iterated {
  return 'curve' in model && Array.isArray(model.curve)
}
