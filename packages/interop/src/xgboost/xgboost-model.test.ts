import { expect, test } from 'vitest'
import { foreignFile } from '../../../../test/golden/foreign.ts'
import { xgboostModel, type XgboostOptions } from './xgboost-model.ts'

type Json = { [name: string]: Json } & { [index: number]: Json }

/** The golden model with some fields changed, read again. */
function edited(change: (learner: Json) => void, options?: XgboostOptions) {
  const file = JSON.parse(foreignFile('xgboost-base.json').toString('utf8')) as { learner: Json }
  change(file.learner)
  return xgboostModel(new TextEncoder().encode(JSON.stringify(file)), options)
}

const whole = edited(() => {})
const roots = ({ outputs: [output] }: typeof whole) =>
  output?.kind === 'forest' ? output.forest.roots.length : 0
const text = (value: unknown) => value as Json

test('base_score is a number, or a list of one as newer versions write it', () => {
  const older = edited(learner => (learner['learner_model_param']!['base_score'] = text('2E-1')))
  expect({ ...older, digest: '' }).toEqual({ ...whole, digest: '' })
})

test('a model that stopped early counts up to its best iteration, unless all trees are wanted', () => {
  const stop = (learner: Json) => (learner['attributes'] = text({ best_iteration: '1', best_score: '0.5' }))
  expect(roots(whole)).toBe(5)
  expect(roots(edited(stop))).toBe(2)
  expect(roots(edited(stop, { trees: 'all' }))).toBe(5)
})

test('inputs of a model without names are called f0, f1, …', () => {
  const model = edited(learner => {
    delete learner['feature_names']
    delete learner['feature_types']
    learner['gradient_booster']!['model']!['cats'] = text({ enc: [] })
    for (const tree of learner['gradient_booster']!['model']!['trees'] as unknown as Json[]) {
      tree['split_type'] = text((tree['split_type'] as unknown as number[]).map(() => 0))
    }
  })
  expect(model.inputs.map(({ name }) => name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4'])
})

const tree = (learner: Json) => learner['gradient_booster']!['model']!['trees']![0]!
test.each<readonly [string, (learner: Json) => void, RegExp]>([
  [
    'an objective that is not known',
    l => (l['objective']!['name'] = text('reg:mine')),
    /objective: reg:mine: what it predicts/,
  ],
  [
    'several targets',
    l => (l['learner_model_param']!['num_target'] = text('2')),
    /num_target: several targets/,
  ],
  [
    'a booster that is not known',
    l => (l['gradient_booster']!['name'] = text('gbforest')),
    /gradient_booster: gbforest/,
  ],
  [
    'a child that is not there',
    l => (tree(l)['left_children']![0] = text(99)),
    /tree 0: node 99 is not among the/,
  ],
  [
    'a tree that is a circle',
    l => (tree(l)['left_children']![0] = text(0)),
    /tree 0: node 0 is reached twice/,
  ],
  [
    'a feature that is not there',
    l => (tree(l)['split_indices']![0] = text(77)),
    /split_indices\[0\]: is 77, there are 5/,
  ],
  ['a threshold beyond float32', l => (tree(l)['split_conditions']![2] = text(1e300)), /is Infinity/],
  [
    'a base score that is no probability',
    l => (l['learner_model_param']!['base_score'] = text('1.5')),
    /base_score.*1\.5/,
  ],
  [
    'a list that is too short',
    l => (tree(l)['default_left'] = text([1])),
    /default_left: has 1 values, but must have/,
  ],
  [
    'a class that is not there',
    l => (l['gradient_booster']!['model']!['tree_info']![0] = text(3)),
    /tree_info\[0\]: is class 3 of 1/,
  ],
  [
    'two features of one name',
    l => (l['feature_names'] = text(['a', 'a', 'c', 'd', 'z'])),
    /feature_names: has a name twice/,
  ],
])('%s is refused', (_, change, message) => {
  expect(() => edited(change)).toThrow(message)
})
