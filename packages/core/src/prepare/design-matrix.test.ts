import { columnRefs } from '@sluice/expr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TableSchema } from '../schema/table-schema.ts'
import { identifier } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import type { Feature } from '../transforms/transform.ts'
import { category, numeric } from './chain.ts'
import type { Chain } from './chain.ts'
import { designMatrix } from './design-matrix.ts'
import { FeatureInvalid } from './feature-invalid.ts'
import { fitPreparation } from './fitted-preparation.ts'
import { preparation } from './preparation.ts'

const c = columnRefs<{ x: number | null; city: string | null }>()
const rows = identifier('design')
let data: MemorySession
let schema: TableSchema
beforeAll(async () => {
  data = await MemorySession.open()
  const values = Array.from({ length: 2500 }, (_, i) => ({
    id: `k${i}`,
    x: i % 10 === 0 ? null : (i * 7919) % 997,
    city: i % 5 === 0 ? null : `city ${i % 700}`,
    flag: i % 3 === 0 ? null : i % 2 === 0,
  }))
  schema = await data.table('design', { id: 'text', x: 'number', city: 'text', flag: 'boolean' }, values)
})
afterAll(() => data.close())

async function featuresOf(...chains: readonly Chain[]): Promise<readonly Feature[]> {
  return (await fitPreparation(preparation(chains), { rows, schema, data, exclude: ['id'] })).features
}

test('features of all rows, in their order, and the columns that are kept', async () => {
  const features = await featuresOf(
    numeric(c.x).impute('median').log1p(),
    numeric(c.x).impute({ constant: 0 }),
    category(c.city).oneHot({ minFrequency: 4 }),
  )
  data.statements.length = 0
  const { design, kept } = await designMatrix(features, { rows, data, training: true, keep: ['id', 'flag'] })
  expect(data.statements.length).toBe(1)
  expect(design.rows).toBe(2500)
  const [logarithm, plain, cities] = design.blocks
  expect(logarithm).toMatchObject({ kind: 'dense', name: 'x' })
  expect(plain).toMatchObject({ kind: 'dense', name: 'x#2' })
  for (const i of [0, 1, 777, 2499]) {
    const x = i % 10 === 0 ? 0 : (i * 7919) % 997
    expect((plain as { values: Float64Array }).values[i]).toBe(x)
    if (i % 10 !== 0) expect((logarithm as { values: Float64Array }).values[i]).toBe(Math.log1p(x))
    expect(kept['id']?.values[i]).toBe(`k${i}`)
    expect(kept['flag']?.values[i]).toBe(i % 3 === 0 ? 2 : Number(i % 2 === 0))
  }
  const { names, codes } = cities as { names: readonly string[]; codes: Int32Array }
  expect(names.at(-1)).toBe('city=(rare)')
  expect(names[codes[5] as number]).toBe('city=(missing)')
  expect(names[codes[0] as number]).toBe('city=(missing)')
})

test('long lookups, which JavaScript computes, and short ones, which DuckDB does, give the same codes', async () => {
  const many = await featuresOf(category(c.city).ordinal())
  data.statements.length = 0
  const cities = (await designMatrix(many, { rows, data, training: false })).design.blocks[0] as {
    values: Float64Array
  }
  expect(data.statements.join()).not.toContain("'city 7'")
  const ordered = await data.rows<{ code: number }>(
    'SELECT coalesce(n - 1, (SELECT count(DISTINCT city) FROM design)) AS code FROM design LEFT JOIN (SELECT city, row_number() OVER (ORDER BY city) AS n FROM (SELECT DISTINCT city FROM design WHERE city IS NOT NULL)) USING (city) ORDER BY substr(id, 2)::INT',
  )
  expect(ordered.length).toBe(2500)
  expect([...cities.values]).toEqual(ordered.map(({ code }) => code))
  expect(new Set(cities.values).size).toBeGreaterThan(500)
})

test('a feature that is left with missing values is named, with what to do', async () => {
  const found = designMatrix(await featuresOf(numeric(c.x).standardize()), { rows, data, training: true })
  await expect(found).rejects.toThrow(FeatureInvalid)
  await expect(found).rejects.toThrow(
    /feature "x" is missing in 250 rows: fill it in prepare, such as \.impute\('median'\)/,
  )
})

test('a feature that is infinite in later rows is named', async () => {
  const features = await featuresOf(numeric(c.x).impute({ constant: 0 }))
  await data.run(`CREATE OR REPLACE TABLE later AS SELECT 'Infinity'::DOUBLE AS x`)
  const found = designMatrix(features, { rows: identifier('later'), data, training: false })
  await expect(found).rejects.toThrow(/feature "x" is infinite in 1 row:/)
})

test('no rows and no features are no mistake', async () => {
  await data.run('CREATE OR REPLACE TABLE nothing AS SELECT * FROM design LIMIT 0')
  const features = await featuresOf(numeric(c.x).impute('mean'), category(c.city).oneHot())
  const { design, kept } = await designMatrix(features, {
    rows: identifier('nothing'),
    data,
    training: false,
    keep: ['x'],
  })
  expect(design.rows).toBe(0)
  expect(
    design.blocks.map(
      block => ('values' in block ? block.values : 'codes' in block ? block.codes : []).length,
    ),
  ).toEqual([0, 0])
  expect(kept['x']?.values.length).toBe(0)
  expect((await designMatrix([], { rows, data, training: false })).design).toEqual({ rows: 2500, blocks: [] })
})
