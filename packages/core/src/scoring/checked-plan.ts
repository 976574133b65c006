import { foldPlanOf, type FoldPlan } from '../folds/fold-plan.ts'
import { FoldsImpossible } from '../folds/folds-impossible.ts'
import { chainsWithin } from '../prepare/chain-data.ts'
import type { ModelSpec } from './model.ts'

/**
 * The fold plan of a training, refused where it would let a row see its own target.
 *
 * @throws FoldsImpossible
 */
export function checkedPlan(option: number | FoldPlan | undefined, spec: ModelSpec): FoldPlan {
  const plan = foldPlanOf(option)
  const encodes = chainsWithin(spec.preparation.chains).some(({ transforms }) =>
    transforms.some(({ kind }) => kind === 'target'),
  )
  if (plan.kind === 'time' && encodes) {
    throw new FoldsImpossible({
      reason:
        `model "${spec.name}" encodes a category by its target, and with folds in the order of time the same ` +
        `${spec.key} stands in several of them, so its later outcome would be in its own feature`,
      advice: 'Use groupedFolds(), or another encoding than .target().',
    })
  }
  if (plan.kind === 'grouped' && plan.stratified && spec.learner.task !== 'binary') {
    throw new FoldsImpossible({
      reason: `stratified folds need positive and negative rows, but the task of model "${spec.name}" is ${spec.learner.task}`,
      advice: 'Leave "stratified" out.',
    })
  }
  return plan
}
