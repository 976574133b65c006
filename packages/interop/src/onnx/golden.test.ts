import { expect, test } from 'vitest'
import { foreignFile, foreignGolden } from '../../../../test/golden/foreign.ts'
import { scoresOf } from '../testing/foreign-scores.ts'
import { onnxModel } from './onnx-model.ts'

const names = [
  'logistic',
  'multinomial',
  'forest',
  'boosted',
  'boosted-classes',
  'ridge',
  'forest-regression',
  'double-logistic',
  'double-ridge',
  'lightgbm',
  'lightgbm-regression',
  'xgboost',
  'modes',
  'network',
]

test.each(names)('%s: predictions are those of onnxruntime up to float32', name => {
  const golden = foreignGolden(`onnx-${name}`)
  const model = onnxModel(foreignFile(`onnx-${name}.onnx`))
  const { predicted } = scoresOf(model, golden.rows)
  golden.rows.forEach((_, i) => {
    const wanted = golden.predicted[i] as readonly number[]
    const kept = model.task === 'binary' ? wanted.slice(-1) : wanted
    const found = predicted[i] as readonly number[]
    expect(found).toHaveLength(kept.length)
    found.forEach((value, k) => {
      const want = kept[k] as number
      expect(Math.abs(value - want)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(want)))
    })
  })
})

const signs = ['positive', 'signed', 'based'].flatMap(sign =>
  ['none', 'logistic'].flatMap(transform => [0, 1].map(id => `one-${sign}-${transform}-${id}`)),
)

test.each([
  ...signs.filter(name => !/based-.*-1$/.test(name)),
  'two-none',
  'two-softmax',
  'linear-one',
  'linear-one-none',
  'linear-two-softmax',
])('%s: the score of class 1 is that of onnxruntime', name => {
  const golden = foreignGolden(`onnx-class-${name}`)
  const model = onnxModel(foreignFile(`onnx-class-${name}.onnx`))
  const { raw, predicted } = scoresOf(model, golden.rows)
  expect(model.task).toBe('binary')
  // Without a transform the output is the score itself.
  const scores = name.includes('none') ? raw : predicted
  golden.predicted.forEach((wanted, i) => {
    expect(scores[i]?.[0]).toBeCloseTo((wanted as readonly number[])[1] as number, 6)
  })
})

test.each(['one-based-none-1', 'one-based-logistic-1', 'two-logistic'])(
  '%s: base values that onnxruntime does not add are refused',
  name => {
    expect(() => onnxModel(foreignFile(`onnx-class-${name}.onnx`))).toThrow(/base values .*onnxruntime/)
  },
)

test('all nodes without an equivalent are listed at once, with the way out', () => {
  expect(() => onnxModel(foreignFile('onnx-unsupported.onnx'))).toThrow(
    /node "squash": Tanh: there is no such operation\n {2}node "tail": Erf: .*\n.*onnxRunner/,
  )
})
