import { boostedTreesKind } from './boosted-trees-kind.ts'
import type { LearnerKind } from './learner.ts'
import { LearnerUnknown } from './learner-unknown.ts'
import { logisticRegressionKind } from './logistic-regression.ts'
import { ridgeKind } from './ridge.ts'

const kinds: Record<string, LearnerKind> = {
  [boostedTreesKind.kind]: boostedTreesKind,
  [logisticRegressionKind.kind]: logisticRegressionKind,
  [ridgeKind.kind]: ridgeKind,
}

/**
 * Makes a kind of learner known, for packages that bring learners of their own. The same kind twice is no mistake;
 * another under a known name is.
 */
export function registerLearner(kind: LearnerKind): void {
  const known = Object.hasOwn(kinds, kind.kind) ? kinds[kind.kind] : undefined
  if (known !== undefined && known !== kind) {
    throw new TypeError(`there is another learner of kind "${kind.kind}" already`)
  }
  kinds[kind.kind] = kind
}

/**
 * The behaviour of one kind of learner.
 *
 * @throws LearnerUnknown when there is none of that name.
 */
export function learnerKind(kind: string): LearnerKind {
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (found === undefined) throw new LearnerUnknown({ kind, kinds: Object.keys(kinds) })
  return found
}
