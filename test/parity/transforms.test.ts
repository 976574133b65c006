import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  category,
  dates,
  interactions,
  numeric,
  preparation,
  rawSql,
  text,
  fitPreparation,
  type Chain,
  type DatasetRef,
} from '@sluice/core'
import { openSession, openStore, type OpenDataSession } from '@sluice/engine'
import { columnRefs, duckdb, errorBound, isExact, selectSql, type ExprNode } from '@sluice/expr'
import { asOutputs, generatedRows, type CaseRow, type DialectWorld } from '@sluice/expr/testing'
import { openDuckdb } from './duckdb-world.ts'
import { openPostgres } from './postgres-world.ts'

type World = DialectWorld & { close(): Promise<void> }

const url = process.env['SLUICE_TEST_POSTGRES']

// Named as the columns of the dialects' worlds.
const c = columnRefs<{ n1: number | null; n2: number | null; t1: string | null; s1: Date | null }>()
const chains: Readonly<Record<string, Chain>> = {
  'quantiles, uniform': numeric(c.n1, c.n2).quantile({ quantiles: 40 }),
  'quantiles, normal': numeric(c.n1, c.n2).quantile({ quantiles: 25, output: 'normal' }),
  'power of Yeo and Johnson': numeric(c.n1, c.n2).power(),
  'power of Box and Cox': numeric(c.n1)
    .minMax({ range: [1, 5] })
    .power('box-cox', { standardize: false }),
  'splines that end in lines': numeric(c.n1).spline({ knots: 6, extrapolation: 'linear' }),
  'splines over quantiles': numeric(c.n1, c.n2).spline({ placement: 'quantile', degree: 2 }),
  cycles: numeric(c.n1).cyclic(7),
  products: numeric(c.n1, c.n2).impute('mean').polynomial(3),
  'interactions, standardized': interactions(
    numeric(c.n1).impute('mean'),
    dates(c.s1).parts('hour'),
  ).standardize(),
  codes: category(c.t1).codes({ maxCategories: 4 }),
  hash: category(c.t1).hash(13),
  'tf-idf': text(c.t1).tfidf({ maxTerms: 30, ngrams: [1, 2] }),
  'every part of a date': dates(c.s1).parts(
    ...(['year', 'quarter', 'month', 'weekOfYear', 'dayOfMonth', 'dayOfWeek', 'dayOfYear', 'hour'] as const),
    ...(['minute', 'daysInMonth', 'isWeekend', 'isMonthStart', 'isMonthEnd'] as const),
  ),
  'cycles of dates': dates(c.s1).cyclic('month', 'dayOfWeek', 'hour', 'dayOfYear', 'weekOfYear'),
  holidays: dates(c.s1).holidays([
    { date: '1999-12-31', name: 'Eve' },
    { date: '2000-02-29', name: 'Leap day' },
  ]),
}

const titles = [
  'Red shoes',
  'red, red HAT!',
  'Café – été',
  'ЧАЙ чай',
  'e\u0301t 12_3',
  '\u{1F600}hat',
  '',
  ' ',
  "o'clock",
]
const rows: readonly CaseRow[] = Array.from({ length: 400 }, (_, i) => ({
  n1: i % 13 === 0 ? null : ((i * 7919) % 400) / 7 - 20,
  n2: i % 17 === 0 ? null : (i * i) % 6,
  t1: i % 11 === 0 ? null : `${titles[i % titles.length]} ${titles[(i * i) % 5]}`,
  s1: i % 19 === 0 ? null : Date.UTC(1998, 0, i * 3, i % 24, i % 60) * 1000,
}))
/** What training did not have. */
const unseen: readonly CaseRow[] = [
  { n1: -1e9, n2: 1e9, t1: 'Unknown words', s1: Date.UTC(1900, 1, 28) * 1000 },
  { n1: 0, n2: -0, t1: 'shoes shoes', s1: Date.UTC(2100, 11, 31, 23, 59) * 1000 },
  {},
]

let root: string
let data: OpenDataSession
let training: DatasetRef
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-transforms-'))
  const store = await openStore(join(root, 'store'))
  data = await openSession({ store, scratchRoot: join(root, 'scratch'), threads: 2, memoryLimitBytes: 5e8 })
  training = await data.save(
    rawSql(`SELECT * FROM (VALUES ${rows.map(valuesSql).join(', ')}) AS given(n1, n2, t1, s1)`),
  )
})
afterAll(async () => {
  await data.close()
  await rm(root, { recursive: true, force: true })
})

function valuesSql({ n1, n2, t1, s1 }: CaseRow): string {
  const number = (value: unknown) => (typeof value === 'number' ? duckdb.number(value) : 'NULL::DOUBLE')
  const words = typeof t1 === 'string' ? duckdb.text(t1) : 'NULL::VARCHAR'
  return `(${number(n1)}, ${number(n2)}, ${words}, ${typeof s1 === 'number' ? duckdb.timestamp(s1) : 'NULL'})`
}

async function fitted(chain: Chain): Promise<readonly ExprNode[]> {
  const options = { rows: data.dataset(training), schema: training.schema, data, exclude: [] }
  const { features } = await fitPreparation(preparation([chain]), options)
  return features.map(feature => (feature.kind === 'value' ? feature.expr : feature.code))
}

describe('DuckDB', () => {
  inWorld(openDuckdb)
})
describe.skipIf(url === undefined && process.env['CI'] === undefined)('PostgreSQL', () => {
  inWorld(openRequired)
})

function openRequired(): Promise<World> {
  if (url === undefined) throw new Error('SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL')
  return openPostgres(url)
}

function inWorld(open: () => Promise<World>): void {
  let world: World
  beforeAll(async () => {
    world = await open()
    await world.load('given', [...rows, ...unseen])
  })
  afterAll(() => world.close())

  test.each(Object.entries(chains))('%s give the bits of generated code', async (_name, chain) => {
    const nodes = await fitted(chain)
    expect(nodes.length).toBeGreaterThan(0)
    const given = [...rows, ...unseen]
    const outputs = asOutputs(nodes)
    const select = selectSql(world.dialect, { outputs, from: 'given', keep: ['position'] })
    const types = Object.fromEntries(
      ['position', ...Object.keys(outputs)].map(name => [name, 'number' as const]),
    )
    const found = await world.query(`SELECT * FROM (${select}) AS results ORDER BY position`, types)
    const expected = await generatedRows.evaluate(nodes, given)
    nodes.forEach((node, n) =>
      given.forEach((row, r) => {
        const [a, b] = [found[r]?.[`o${n}`] ?? null, expected[n]?.[r] ?? null] as [
          number | null,
          number | null,
        ]
        const allowed = isExact(node) ? 0 : errorBound(node, row)
        const isNear = a !== null && b !== null && Math.abs(a - b) <= Math.min(allowed, 1e-9)
        if (a === b || isNear) return
        throw new Error(`feature ${n}, row ${r}: ${a} in SQL, ${b} in JavaScript, at most ${allowed} apart`)
      }),
    )
  })
}
