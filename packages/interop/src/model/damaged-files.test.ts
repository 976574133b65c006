import { expect, test } from 'vitest'
import { foreignFile } from '../../../../test/golden/foreign.ts'
import { damaged, readAll } from '../testing/damaged.ts'
import { boundOutputs } from './bind-inputs.ts'
import { importModel } from './import-model.ts'
import type { ImportedModel, ModelFormat } from './imported-model.ts'

const files: readonly (readonly [string, ModelFormat, number])[] = [
  ['lightgbm-stump.txt', 'lightgbm', 1],
  ['lightgbm-l1.txt', 'lightgbm', 23],
  ['xgboost-base.json', 'xgboost', 23],
  ['xgboost-binary.ubj', 'xgboost', 101],
  ['onnx-ridge.onnx', 'onnx', 3],
  ['onnx-network.onnx', 'onnx', 1],
  ['onnx-lightgbm-regression.onnx', 'onnx', 11],
  ['onnx-forest.onnx', 'onnx', 19],
]

test.each(files)('%s: a damaged file gives a model or one of our errors', (name, format, step) => {
  const bytes = new Uint8Array(foreignFile(name))
  const { crashes, refused } = readAll(damaged(bytes, step), each => {
    const model = importModel(each, format)
    // What was read can be used, too: expressions are checked when they are put together.
    boundOutputs(model, { features: featuresOf(model) })
  })
  expect(crashes).toEqual([])
  expect(refused).toBeGreaterThan(bytes.length / step / 2)
})

test.each(files)('%s: cut off, it is refused, or nothing that counts was lost', (name, format, step) => {
  const file = foreignFile(name)
  const whole = importModel(file, format)
  // The list of pandas is the last line and not every tool writes it: there a digest tells.
  const end = format === 'lightgbm' ? file.indexOf('end of parameters') : file.length
  for (let at = 0; at < end; at += step) {
    const model = outcome(() => importModel(file.subarray(0, at), format))
    if (model !== undefined) expect({ ...model, digest: whole.digest }, `cut at ${at}`).toEqual(whole)
  }
})

function outcome(read: () => ImportedModel): ImportedModel | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

test.each<readonly [ModelFormat, string]>([
  [
    'lightgbm',
    'tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1e9\nmax_feature_idx=0\nfeature_names=a\ntree_sizes=\nend of trees\n',
  ],
  [
    'lightgbm',
    'tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nfeature_names=a\ntree_sizes=9\n\nTree=0\nnum_leaves=999999999\nleaf_value=1\n\nend of trees\n',
  ],
  ['xgboost', '['.repeat(200_000)],
  ['xgboost', `{"learner":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
  [
    'xgboost',
    '{"learner":{"learner_model_param":{"num_feature":"999999999","num_class":"0","base_score":"0.5"},"objective":{"name":"reg:squarederror"},"gradient_booster":{"name":"gblinear","model":{"weights":[1]}}}}',
  ],
])('a small %s file cannot ask for much memory', (format, text) => {
  expect(() => importModel(new TextEncoder().encode(text), format)).toThrow(/cannot be read/)
})

test('names of a file are only names', () => {
  const text = new TextDecoder().decode(foreignFile('lightgbm-regression.txt')).replaceAll(' z', ' __proto__')
  const model = importModel(new TextEncoder().encode(text), 'lightgbm')
  expect(model.inputs.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', '__proto__'])
  expect(() => boundOutputs(model, { features: [] })).toThrow(/no feature has that name/)
})

function featuresOf({ inputs }: ImportedModel) {
  return inputs.map(({ name, kind }) => {
    const type = kind === 'text' ? ('text' as const) : ('number' as const)
    return kind === 'category'
      ? {
          kind: 'categories' as const,
          name,
          names: ['red', '1'],
          code: { kind: 'column' as const, name, type },
        }
      : { kind: 'value' as const, name, expr: { kind: 'column' as const, name, type } }
  })
}
