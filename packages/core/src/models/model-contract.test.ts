import { describe, expect, test } from 'vitest'
import { modelContract } from '../testing/model-contract.ts'
import { boostedTrees } from './boosted-trees.ts'
import { learnerKind } from './learners.ts'
import { logisticRegression } from './logistic-regression.ts'
import { ridge } from './ridge.ts'

const learners = [
  ['logistic regression', logisticRegression()],
  ['balanced logistic regression', logisticRegression({ c: 0.1, classWeight: 'balanced' })],
  ['ridge', ridge({ alpha: 0.5 })],
  ['boosted trees', boostedTrees({ trees: 20, leaves: 5, minLeafRows: 5 })],
  [
    'boosted trees for a number',
    boostedTrees({ objective: 'squared', trees: 20, leaves: 5, minLeafRows: 5 }),
  ],
] as const

describe.each(learners)('%s', (_name, learner) => {
  test.each(modelContract(learnerKind(learner.kind), learner))('$name', async ({ verify }) => {
    await expect(verify()).resolves.toBeUndefined()
  })
})
