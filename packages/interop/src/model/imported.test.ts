import { column, compileBest } from '@sluice/expr'
import type { DesignMatrix, Feature } from '@sluice/core'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { foreignGolden } from '../../../../test/golden/foreign.ts'
import { rawFeatures } from '../testing/foreign-scores.ts'
import { imported, importedKind } from './imported.ts'
import type { ImportedModel } from './imported-model.ts'

const path = (name: string) =>
  fileURLToPath(new URL(`../../../../test/golden/foreign/${name}`, import.meta.url))
const golden = foreignGolden('lightgbm-binary')
const learner = imported({ file: path('lightgbm-binary.txt'), format: 'lightgbm' })
const colours = ['red', 'ünï', 'blue', 'green']

/** The golden rows as a design: numbers, and the category as codes in an order of its own. */
const design: DesignMatrix = {
  rows: golden.rows.length,
  blocks: [
    {
      kind: 'categories',
      name: 'c',
      names: colours,
      codes: Int32Array.from(golden.rows, row => colours.indexOf(String(row['c']))),
    },
    ...['z', 'd', 'b', 'a'].map(name => ({
      kind: 'dense' as const,
      name,
      values: Float64Array.from(golden.rows, row => (row[name] ?? Number.NaN) as number),
    })),
  ],
}

test('features are bound by name, whatever their order, and categories by their text', async () => {
  const model = await importedKind.learn(learner, design, new Float64Array(design.rows))
  const margins = importedKind.margins(model, design)
  golden.raw.forEach((want, i) => expect(margins[i]).toBeCloseTo(want as number, 11))
})

test('an input without a feature is named, with the features there are', () => {
  const features = rawFeatures(golden.rows).map(feature =>
    feature.name === 'a' ? { ...feature, name: 'age' } : feature,
  )
  const model = importedKind.learn(learner, design, new Float64Array(0)) as ImportedModel
  expect(() => importedKind.marginExpr(model, features)).toThrow(
    /input "a", but no feature has that name.*names: \{ "a": 'feature' \}.*"age", "b"/,
  )
})

test('names map inputs to features that are called otherwise', () => {
  const renamed = imported({ file: path('lightgbm-binary.txt'), format: 'lightgbm', names: { a: 'age' } })
  const blocks = design.blocks.map(block => (block.name === 'a' ? { ...block, name: 'age' } : block))
  const model = importedKind.learn(renamed, { ...design, blocks }, new Float64Array(0)) as ImportedModel
  expect(importedKind.margins(model, { ...design, blocks })[0]).toBeCloseTo(golden.raw[0] as number, 11)
})

test.each<[string, Feature]>([
  ['a text', { kind: 'value', name: 'a', expr: column('a', 'text') }],
  ['a category', { kind: 'categories', name: 'a', names: ['x'], code: column('a', 'number') }],
])('%s for a number is refused', (_, wrong) => {
  const model = importedKind.learn(learner, design, new Float64Array(0)) as ImportedModel
  const features = [wrong, ...rawFeatures(golden.rows).filter(({ name }) => name !== 'a')]
  expect(() => importedKind.marginExpr(model, features)).toThrow(/input "a".*where the model reads a number/)
})

test('indicators are inputs by their names', () => {
  const features: readonly Feature[] = [
    { kind: 'indicators', name: 'X', names: ['X[0]', 'other'], code: column('x', 'number') },
    { kind: 'value', name: 'X[1]', expr: column('y', 'number') },
  ]
  const network = imported({ file: path('onnx-network.onnx'), format: 'onnx', task: 'binary' })
  const numbers: DesignMatrix = {
    rows: 0,
    blocks: ['X[0]', 'X[1]'].map(name => ({ kind: 'dense', name, values: new Float64Array(0) })),
  }
  const model = importedKind.learn(network, numbers, new Float64Array(0)) as ImportedModel
  const { row } = compileBest({ margin: importedKind.marginExpr(model, features) })
  const direct = compileBest({
    margin: importedKind.marginExpr(model, rawFeatures([{ 'X[0]': 1, 'X[1]': 2 }])),
  })
  expect(row({ x: 0, y: 2 })).toEqual(direct.row({ 'X[0]': 1, 'X[1]': 2 }))
  expect(row({ x: 1, y: 2 })).toEqual(direct.row({ 'X[0]': 0, 'X[1]': 2 }))
})

test('of a multiclass model one class is scored; its log-odds are those of its probability', () => {
  const { rows, predicted } = foreignGolden('lightgbm-multiclass')
  const file = path('lightgbm-multiclass.txt')
  expect(() => imported({ file, format: 'lightgbm' })).toThrow(/option "class" is undefined.*0, 1, 2/)
  const model = importedKind.learn(
    imported({ file, format: 'lightgbm', class: 2 }),
    design,
    new Float64Array(0),
  )
  const { row } = compileBest({ margin: importedKind.marginExpr(model as ImportedModel, rawFeatures(rows)) })
  rows.forEach((values, i) => {
    const margin = row(values)['margin'] as number
    expect(1 / (1 + Math.exp(-margin))).toBeCloseTo((predicted[i] as readonly number[])[2] as number, 11)
  })
})

test('a file is pinned by its digest, and one that is not there is said to be', () => {
  expect(() => imported({ file: 'none.txt', format: 'lightgbm' })).toThrow(
    /"none.txt" cannot be opened \(ENOENT\)/,
  )
  expect(() => imported({ file: path('lightgbm-l1.txt'), format: 'lightgbm', sha256: 'ab' })).toThrow(
    /sha256 says ab/,
  )
})

test('splits are counted by input', () => {
  const model = importedKind.learn(learner, design, new Float64Array(0)) as ImportedModel
  const counts = importedKind.coefficients(model)
  expect(Object.keys(counts)).toEqual(['a', 'b', 'c', 'd', 'z'])
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(210)
})
