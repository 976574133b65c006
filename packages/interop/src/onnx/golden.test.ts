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

test('all nodes without an equivalent are listed at once, with the way out', () => {
  expect(() => onnxModel(foreignFile('onnx-unsupported.onnx'))).toThrow(
    /node "squash": Tanh: there is no such operation\n {2}node "tail": Erf: .*\n.*onnxRunner/,
  )
})
