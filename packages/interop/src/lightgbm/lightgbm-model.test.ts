import { expect, test } from 'vitest'
import { foreignFile } from '../../../../test/golden/foreign.ts'
import { lightgbmModel } from './lightgbm-model.ts'

const text = foreignFile('lightgbm-binary-codes.txt').toString('utf8')

/** The golden model with a text replaced, read again. */
function edited(from: RegExp | string, to: string) {
  const changed = text.replace(from, to)
  if (changed === text) throw new TypeError(`nothing is like ${from}`)
  return lightgbmModel(new TextEncoder().encode(changed))
}

test('line ends of other systems and version 3 are the same model', () => {
  const whole = lightgbmModel(new TextEncoder().encode(text))
  const other = lightgbmModel(new TextEncoder().encode(text.replaceAll('\n', '\r\n').replace('=v4', '=v3')))
  expect({ ...other, digest: '' }).toEqual({ ...whole, digest: '' })
})

test('of a custom objective the task says whether sums are log-odds', () => {
  const own = new TextEncoder().encode(text.replace(/objective=.*\n/, ''))
  expect(lightgbmModel(own)).toMatchObject({ task: 'regression', link: 'identity' })
  expect(lightgbmModel(own, { task: 'binary' })).toMatchObject({ task: 'binary', link: 'logit' })
})

test('covers are rows of training: those of the leaves of a tree add up', () => {
  const { outputs } = lightgbmModel(new TextEncoder().encode(text))
  const [output] = outputs
  if (output?.kind !== 'forest' || output.cover === undefined) throw new TypeError('no cover')
  expect(output.cover.nodes[0]).toBe(600)
  expect(output.cover.leaves.slice(0, 8).reduce((sum, rows) => sum + rows, 0)).toBe(600)
})

test.each<readonly [string, RegExp | string, string, RegExp]>([
  ['another version', 'version=v4', 'version=v2', /version: "v2" is not v3 or v4/],
  ['a file of something else', /^tree/, 'booster', /line 1: must be "tree"/],
  ['an objective that is not known', 'objective=binary', 'objective=mine', /"mine" is not known/],
  ['a sigmoid of 0', 'sigmoid:1', 'sigmoid:0', /sigmoid:0 is not a positive number/],
  ['linear leaves', 'is_linear=0', 'is_linear=1', /linear_tree/],
  ['a tree too many in the header', /tree_sizes=\d+ /, 'tree_sizes=', /are 30, but the header says 29/],
  ['a tree that is missing', 'Tree=3\n', 'Tree=4\n', /must be "Tree=3"/],
  [
    'a list that is too short',
    /leaf_value=\S+ /,
    'leaf_value=',
    /tree 0, leaf_value: has 7 values, but must have 8/,
  ],
  ['a number that is none', /leaf_value=\S+/, 'leaf_value=nan', /"nan" is not a finite number/],
  ['an infinite threshold', /threshold=\S+/, 'threshold=inf', /"inf" is not a finite number/],
  [
    'a child that is not there',
    /left_child=\S+/,
    'left_child=55',
    /tree 0: node 55 is not among the 15 nodes/,
  ],
  ['a tree that is a circle', /left_child=\S+/, 'left_child=0', /tree 0: node 0 is reached twice/],
  ['a feature that is not there', /split_feature=\S+/, 'split_feature=9', /splits by feature 9/],
  ['a decision that is not known', /decision_type=\S+/, 'decision_type=64', /decision_type 64 is not known/],
  ['a set that is not there', /(num_cat=)\d+(\nsplit_feature=)/, '$10$2', /reads set 0 of categories/],
  ['two features of one name', 'feature_names=a b', 'feature_names=a a', /has "a" twice/],
])('%s is refused', (_, from, to, message) => {
  expect(() => edited(from, to)).toThrow(message)
})

test('leaves that add up to infinity are refused', () => {
  const huge = text.replaceAll(/leaf_value=\S+/g, 'leaf_value=1.7e308')
  expect(() => lightgbmModel(new TextEncoder().encode(huge))).toThrow(/add up to more than a double holds/)
})

test('lists of pandas that do not fit the categorical features are refused', () => {
  const pandas = foreignFile('lightgbm-l1.txt').toString('utf8')
  const twice = pandas.replace(/pandas_categorical:\[(.*)\]/, 'pandas_categorical:[$1,["x"]]')
  expect(() => lightgbmModel(new TextEncoder().encode(twice))).toThrow(
    /2 lists of categories for 1 categorical/,
  )
})
