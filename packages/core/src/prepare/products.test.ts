import { columnRefs, compileBest, type DataType } from '@sluice/expr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OptionInvalid } from '../models/option-invalid.ts'
import { identifier } from '../sql/sql.ts'
import { MemorySession, type TestRows } from '../testing/memory-session.ts'
import { FOLD, TARGET, type ValueFeature } from '../transforms/transform.ts'
import { category, interactions, numeric, type Chain } from './chain.ts'
import { fitPreparation } from './fitted-preparation.ts'
import { preparation } from './preparation.ts'
import { allNumbers } from './selector.ts'

let data: MemorySession
beforeAll(async () => {
  data = await MemorySession.open()
})
afterAll(() => data.close())

const c = columnRefs<{ x: number | null; y: number; city: string }>()
const types: Readonly<Record<string, DataType>> = {
  x: 'number',
  y: 'number',
  city: 'text',
  [FOLD]: 'number',
  [TARGET]: 'number',
}
const some: TestRows = [
  { x: 1, y: 4, city: 'Oslo', [FOLD]: 0, [TARGET]: 1 },
  { x: 2, y: 5, city: 'Oslo', [FOLD]: 1, [TARGET]: 0 },
  { x: null, y: 6, city: 'Bergen', [FOLD]: 2, [TARGET]: 0 },
]

async function fit(...chains: readonly Chain[]) {
  const schema = await data.table('training', types, some)
  data.statements.length = 0
  const options = { rows: identifier('training'), schema, data, exclude: [FOLD, TARGET] }
  return fitPreparation(preparation(chains), options)
}

test('products come by the number of their factors, indicators after them', async () => {
  const { features, warnings } = await fit(
    numeric(c.x, c.y).impute('mean', { indicator: true }).polynomial(2),
    numeric(c.x),
  )
  expect(features.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'value x',
    'value y',
    'value x^2',
    'value x * y',
    'value y^2',
    'indicators x',
    'value x#2',
  ])
  expect(warnings).toEqual([])
  const outputs = Object.fromEntries(features.map((feature, i) => [`${i}`, (feature as ValueFeature).expr]))
  const { 5: _indicators, ...values } = outputs
  expect(compileBest(values).row({ x: null, y: 6 })).toEqual({ 0: 1.5, 1: 6, 2: 2.25, 3: 9, 4: 36, 6: null })
})

test('products are standardized after the inputs are through, one statement per stage', async () => {
  const chain = interactions(numeric(c.x).impute('median').minMax(), numeric(c.y)).standardize()
  const { features } = await fit(chain)
  expect(features.map(({ name }) => name)).toEqual(['x', 'y', 'x * y'])
  expect(data.statements.length).toBeLessThanOrEqual(5)
  const columns = { x: [1, 2, null], y: [4, 5, 6] }
  const rows = columns.x.map((x, i) =>
    compileBest(outputsOf(features as ValueFeature[])).row({ x, y: columns.y[i] }),
  )
  for (const name of ['x', 'y', 'x * y']) {
    const values = rows.map(row => row[name] as number)
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12)
    expect(values.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(3, 12)
  }
})

function outputsOf(features: readonly ValueFeature[]) {
  return Object.fromEntries(features.map(({ name, expr }) => [name, expr]))
}

test('a product with a cross-fitted value is cross-fitted on training rows', async () => {
  const { features } = await fit(interactions(category(c.city).target(), numeric(c.y)))
  const product = features[2] as ValueFeature
  expect(product.name).toBe('city * y')
  const { out } = compileBest({ out: product.training ?? product.expr }).row({
    city: 'Bergen',
    y: 6,
    [FOLD]: 2,
  })
  // Of the other folds' rows none is Bergen: their mean, times y.
  expect(out).toBe(3)
  expect(compileBest({ out: product.expr }).row({ city: 'Bergen', y: 6 })['out']).not.toBe(3)
})

test('selectors give as many values as there are columns', async () => {
  const { features } = await fit(
    numeric(allNumbers()).impute('mean').polynomial(3, { interactionOnly: true }),
  )
  expect(features.map(({ name }) => name)).toEqual(['x', 'y', 'x * y'])
})

test.each<[string, () => unknown]>([
  ['a degree of 1', () => numeric(c.x).polynomial(1)],
  ['a degree of 6', () => numeric(c.x).polynomial(6)],
  ['products of products', () => interactions(numeric(c.x).polynomial(2), numeric(c.y))],
  ['no chains', () => interactions()],
])('%s is refused', (_name, make) => {
  expect(make).toThrow(OptionInvalid)
})

test('more than 2000 products are refused', async () => {
  const many = Array.from({ length: 30 }, (_, i) => c.y.plus(i))
  await expect(fit(numeric(...many).polynomial(3))).rejects.toThrow(/at most 2000 products of the 30 values/)
})
