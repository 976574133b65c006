import { compileBest, columnRefs, type DataType } from '@sluice/expr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identifier, rawSql } from '../sql/sql.ts'
import { MemorySession, type TestRows } from '../testing/memory-session.ts'
import { FOLD, TARGET } from '../transforms/transform.ts'
import { category, dates, numeric } from './chain.ts'
import type { Chain } from './chain.ts'
import { designMatrix } from './design-matrix.ts'
import { FeatureInvalid } from './feature-invalid.ts'
import { fitPreparation } from './fitted-preparation.ts'
import { preparation } from './preparation.ts'
import { allNumbers, allTexts } from './selector.ts'
import { TrainingRowsEmpty } from './training-rows-empty.ts'

let data: MemorySession
beforeAll(async () => {
  data = await MemorySession.open()
})
afterAll(() => data.close())

interface Row {
  x: number | null
  y: number
  city: string | null
  member: boolean | null
  at: Date | null
}
const c = columnRefs<Row>()
const types: Readonly<Record<string, DataType>> = {
  x: 'number',
  y: 'number',
  city: 'text',
  member: 'boolean',
  at: 'timestamp',
  [FOLD]: 'number',
  [TARGET]: 'number',
}
const some: TestRows = [
  { x: 1, y: 4, city: 'Oslo', member: true, at: 0, [FOLD]: 0, [TARGET]: 1 },
  { x: 2, y: 4, city: 'Oslo', member: false, at: 86_400e6, [FOLD]: 1, [TARGET]: 0 },
  { x: null, y: 4, city: null, member: true, at: null, [FOLD]: 2, [TARGET]: 0 },
  { x: 10, y: 4, city: 'Bergen', member: null, at: 1e15, [FOLD]: 0, [TARGET]: 1 },
]

async function fit(chains: readonly Chain[], rows: TestRows = some) {
  const schema = await data.table('training', types, rows)
  data.statements.length = 0
  const options = { rows: identifier('training'), schema, data, exclude: [FOLD, TARGET] }
  return fitPreparation(preparation(chains), options)
}

test('a survey, then one statement for every stage that has something to measure', async () => {
  await fit([numeric(c.x, c.y).impute('median').clip(0.01, 0.99).standardize(), category(c.city).oneHot()])
  // Ranks for the medians and the quantiles after the fill; then mean and variance of what was cut.
  expect(data.statements.length).toBe(3)
  await fit([category(c.city).oneHot()])
  expect(data.statements.length).toBe(1)
  await fit([numeric(c.x).impute('mean').standardize().minMax(), category(c.city).target().standardize()])
  expect(data.statements.length).toBe(4)
})

test('raw columns come with what training saw in them', async () => {
  const { input } = await fit([
    numeric(c.x).impute('mean'),
    category(c.city, c.member).oneHot(),
    dates(c.at).parts('year'),
  ])
  expect(input).toEqual([
    {
      name: 'x',
      type: 'number',
      nullable: true,
      statistics: {
        rows: 4,
        missing: 1,
        min: 1,
        max: 10,
        mean: 13 / 3,
        std: expect.closeTo(4.027681991198191, 14),
      },
    },
    {
      name: 'city',
      type: 'text',
      nullable: true,
      statistics: {
        rows: 4,
        missing: 1,
        distinct: 2,
        top: [
          { value: 'Oslo', count: 2 },
          { value: 'Bergen', count: 1 },
        ],
      },
    },
    {
      name: 'member',
      type: 'boolean',
      nullable: true,
      statistics: {
        rows: 4,
        missing: 1,
        distinct: 2,
        top: [
          { value: 'true', count: 2 },
          { value: 'false', count: 1 },
        ],
      },
    },
    { name: 'at', type: 'timestamp', nullable: true, statistics: { rows: 4, missing: 1, min: 0, max: 1e15 } },
  ])
})

test('only the 100 most frequent categories are kept in the statistics', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ city: `c${i % 150}`, x: 1, y: 1 }))
  const { input } = await fit([category(c.city).frequency()], [...rows, { city: 'c140' }, { city: 'c141' }])
  const { distinct, top } = input[0]?.statistics ?? {}
  expect([distinct, top?.length]).toEqual([150, 100])
  expect(top?.slice(0, 3)).toEqual([
    { value: 'c140', count: 3 },
    { value: 'c141', count: 3 },
    { value: 'c0', count: 2 },
  ])
})

test('an input that only an expression reads is a raw column too', async () => {
  const { input, features } = await fit([numeric(c.y.dividedBy(c.x)).impute('median')])
  expect(features.map(({ name }) => name)).toEqual(['y / x'])
  expect(input.map(({ name, statistics }) => [name, statistics.mean])).toEqual([
    ['y', 4],
    ['x', 13 / 3],
  ])
})

test('features of one column in several forms have different names', async () => {
  const { features } = await fit([
    numeric(c.x).impute('mean', { indicator: true }),
    numeric(c.x).impute('median', { indicator: true }),
    category(c.x).oneHot(),
    category(c.city).oneHot(),
  ])
  const names = features.flatMap(feature => (feature.kind === 'value' ? [feature.name] : feature.names))
  expect(names).toEqual([
    'x',
    'x=(missing)',
    'x#2',
    'x=(missing)#2',
    'x=1',
    'x=2',
    'x=10',
    'x=(missing)#3',
    'city=Bergen',
    'city=Oslo',
    'city=(missing)',
  ])
  expect(new Set(names).size).toBe(names.length)
})

test('categories keep their names where another column has the same', async () => {
  const { features } = await fit([
    category(c.city, c.city).codes({ minFrequency: 2 }),
    category(c.city).oneHot(),
  ])
  expect(features.map(({ name }) => name)).toEqual(['city', 'city#2', 'city'])
  expect(features.slice(0, 2).map(feature => 'names' in feature && feature.names)).toEqual([
    ['Oslo', 'other'],
    ['Oslo', 'other'],
  ])
})

test('a category that is called like the shared column or like the missing one keeps a name of its own', async () => {
  const cities = ['(rare)', '(rare)', '(missing)', '(missing)', null, null, 'once']
  const { features } = await fit(
    [category(c.city).oneHot({ minFrequency: 2 })],
    cities.map(city => ({ city })),
  )
  expect(features[0]).toMatchObject({
    names: ['city=(missing)', 'city=(rare)', 'city=(missing)#2', 'city=(rare)#2'],
  })
})

test('a column without values is left out with a warning; one that is constant is not', async () => {
  const rows = some.map(row => ({ ...row, x: null }))
  const { features, warnings, input } = await fit([numeric(c.x, c.y).impute('median').standardize()], rows)
  expect(features.map(({ name }) => name)).toEqual(['y'])
  expect(warnings).toEqual(['"x" has no values in training and is left out'])
  expect(input.map(({ name }) => name)).toEqual(['y'])
})

test('NaN is missing, also in rows that did not come from the store', async () => {
  const schema = await data.table('given', { x: 'number' }, [{ x: 1 }, { x: 3 }])
  await data.run(`INSERT INTO given VALUES ('NaN'::DOUBLE), (NULL)`)
  const options = { rows: identifier('given'), schema, data, exclude: [] }
  const { features, input } = await fitPreparation(
    preparation([numeric(c.x).impute('mean').standardize()]),
    options,
  )
  expect(input[0]?.statistics).toMatchObject({ rows: 4, missing: 2, min: 1, max: 3, mean: 2 })
  const { design } = await designMatrix(features, { rows: identifier('given'), data, training: true })
  const { values } = design.blocks[0] as { values: Float64Array }
  expect([...values]).toEqual([expect.closeTo(-Math.SQRT2, 14), expect.closeTo(Math.SQRT2, 14), 0, 0])
})

test.each<[string, Chain, TestRows, RegExp]>([
  [
    'an infinite number',
    numeric(c.x).standardize(),
    [{ x: 1 }, { x: Number.NEGATIVE_INFINITY }],
    /"x" is infinite/,
  ],
  [
    'an infinite category',
    category(c.x).oneHot(),
    [{ x: 1 }, { x: Number.POSITIVE_INFINITY }],
    /"x" is infinite/,
  ],
  ['an infinite result', numeric(c.x.exp()).clip(0, 0.5), [{ x: 1 }, { x: 1000 }], /"exp\(x\)" is infinite/],
  ['a number without a square', numeric(c.x).standardize(), [{ x: 1e200 }, { x: 1 }], /"x" is enormous/],
])('%s is refused and named', async (_name, chain, rows, message) => {
  const found = fit([chain], rows)
  await expect(found).rejects.toThrow(FeatureInvalid)
  await expect(found).rejects.toThrow(message)
})

test('no rows are refused', async () => {
  await expect(fit([numeric(c.x).standardize()], [])).rejects.toThrow(TrainingRowsEmpty)
})

test('a preparation of nothing gives nothing', async () => {
  expect(await fit([])).toEqual({ input: [], features: [], warnings: [] })
  expect(
    await fit([numeric(allNumbers().except('x', 'y')), category(allTexts().except('city')).oneHot()]),
  ).toEqual({
    input: [],
    features: [],
    warnings: [],
  })
})

test('no training row is encoded by its own target', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    ...some[0],
    city: `c${i % 4}`,
    [FOLD]: i % 3,
    [TARGET]: (i * 7) % 2,
  }))
  const encoded = async (given: TestRows) => {
    const { features } = await fit([category(c.city).target()], given)
    const { design } = await designMatrix(features, { rows: identifier('training'), data, training: true })
    return (design.blocks[0] as { values: Float64Array }).values
  }
  const before = await encoded(rows)
  const flipped = await encoded(rows.map((row, i) => (i === 7 ? { ...row, [TARGET]: 1 - row[TARGET] } : row)))
  // Row 7 is in fold 1: its own encoding stays, and so does that of its whole fold.
  const changed = [...before.keys()].filter(i => before[i] !== flipped[i])
  expect(changed.filter(i => i % 3 === 1)).toEqual([])
  expect(changed.filter(i => i % 4 === 3)).toEqual([3, 11, 15, 23, 27, 35, 39, 47, 51, 59])
})

test('what follows an encoding by the target is fitted on what training rows get', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    ...some[0],
    city: i < 25 ? 'Oslo' : `c${i % 4}`,
    [FOLD]: i < 5 ? 0 : 1,
    [TARGET]: Number(i % 7 === 0),
  }))
  const { features } = await fit([category(c.city).target().standardize()], rows)
  const [training, later] = await Promise.all(
    [true, false].map(async each => {
      const { design } = await designMatrix(features, { rows: identifier('training'), data, training: each })
      const { values } = design.blocks[0] as { values: Float64Array }
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }),
  )
  expect(Math.abs(training ?? 1)).toBeLessThan(1e-12)
  expect(Math.abs(later ?? 0)).toBeGreaterThan(0.01)
})

test('a fitted preparation computes rows without the training rows', async () => {
  const { features } = await fit([numeric(c.x).impute('median').standardize()])
  const [feature] = features
  const compiled = compileBest({ x: feature?.kind === 'value' ? feature.expr : never() })
  expect(compiled.row({ x: null })).toEqual(compiled.row({ x: 2 }))
  expect(compiled.row({})).toEqual(compiled.row({ x: 2 }))
})

test('rows may be any table expression', async () => {
  await fit([])
  const rows = rawSql(`(SELECT * FROM training WHERE x < 5)`)
  const schema = await data.describe('SELECT * FROM training')
  const { input } = await fitPreparation(preparation([numeric(c.x)]), { rows, schema, data, exclude: [] })
  expect(input[0]?.statistics).toMatchObject({ rows: 2, max: 2 })
})

function never(): never {
  throw new Error('not reached')
}
