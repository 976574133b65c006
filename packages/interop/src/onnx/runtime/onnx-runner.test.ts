import type { ColumnData } from '@sluice/expr'
import { expect, test } from 'vitest'
import { foreignFile, foreignGolden } from '../../../../../test/golden/foreign.ts'
import { onnxRunner } from './onnx-runner.ts'

const number = (...values: readonly number[]): ColumnData => ({
  type: 'number',
  values: Float64Array.from(values),
})
const text = (...values: readonly (string | null)[]): ColumnData => ({ type: 'text', values: [...values] })

test('a model whose operators have no equivalent is run, columns named by the caller', async () => {
  const runner = await onnxRunner(foreignFile('onnx-unsupported.onnx'), { columns: { X: ['a', 'b'] } })
  expect(runner.inputs).toEqual([
    { name: 'a', type: 'number' },
    { name: 'b', type: 'number' },
  ])
  const result = await runner.run({ b: number(0, 1), a: number(0, 0) }, 2)
  expect([...(result['Y[0]']?.values ?? [])]).toEqual([0, 0])
  // erf(tanh(1))
  expect(result['Y[1]']?.values[1]).toBeCloseTo(0.7185451, 6)
  await runner.close()
})

test('outputs of several columns are several columns', async () => {
  const golden = foreignGolden('onnx-double-logistic')
  const runner = await onnxRunner(foreignFile('onnx-double-logistic.onnx'))
  const columns = Object.fromEntries(
    ['X[0]', 'X[1]'].map(name => [name, number(...golden.rows.map(row => row[name] as number))]),
  )
  const result = await runner.run(columns, golden.rows.length)
  expect(Object.keys(result)).toEqual(['label', 'probabilities[0]', 'probabilities[1]'])
  golden.predicted.forEach((wanted, i) => {
    expect(result['probabilities[1]']?.values[i]).toBeCloseTo((wanted as readonly number[])[1] as number, 12)
  })
  await runner.close()
})

test('texts go in, and outputs that are no tensors are left out', async () => {
  const runner = await onnxRunner(foreignFile('onnx-logistic.onnx'))
  expect(runner.outputs).toEqual(['output_label'])
  const result = await runner.run({ a: number(Number.NaN), b: number(0), c: text(null) }, 1)
  expect([0, 1]).toContain(result['output_label']?.values[0])
  await runner.close()
})

test.each<readonly [string, Readonly<Record<string, ColumnData>>, RegExp]>([
  ['absent', { a: number(1) }, /input "b": there is no column "b"/],
  ['of another type', { a: number(1), b: text('x'), c: text('x') }, /input "b": column "b" is text/],
])('a column that is %s is named', async (_, columns, message) => {
  const runner = await onnxRunner(foreignFile('onnx-logistic.onnx'))
  await expect(runner.run(columns, 1)).rejects.toThrow(message)
  await runner.close()
})

test('a file that onnxruntime refuses is said to be', async () => {
  await expect(onnxRunner(new TextEncoder().encode('tree\nversion=v4'))).rejects.toThrow(/is not ONNX/)
  await expect(onnxRunner(foreignFile('onnx-logistic.onnx').subarray(0, 900))).rejects.toThrow(
    /is not ONNX|failed while loading the model/,
  )
})
