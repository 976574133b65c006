import { boostedTreesKind } from './boosted-trees-kind.ts'
import type { LearnerKind } from './learner.ts'
import { LearnerUnknown } from './learner-unknown.ts'
import { logisticRegressionKind } from './logistic-regression.ts'
import { ridgeKind } from './ridge.ts'

const kinds: Readonly<Record<string, LearnerKind>> = {
  [boostedTreesKind.kind]: boostedTreesKind,
  [logisticRegressionKind.kind]: logisticRegressionKind,
  [ridgeKind.kind]: ridgeKind,
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
