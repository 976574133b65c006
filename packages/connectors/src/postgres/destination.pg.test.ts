import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import { isoTime } from '../shared/delivery/payload.ts'
import { destinationContract, type DestinationWorld } from '../testing/destination-contract.ts'
import { openTestData, testContext, type TestContextOptions, type TestData } from '../testing/test-context.ts'
import { createTestDatabase, hasPostgres, type TestDatabase } from '../testing/test-postgres.ts'
import { postgresUpsert, type PostgresUpsertOptions } from './destination.ts'

async function world(): Promise<DestinationWorld> {
  const database = await createTestDatabase()
  const columns = `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'scores'`
  return {
    destination: postgresUpsert({ url: 'env:PG', table: 'scores', create: true }),
    env: { PG: database.url },
    received: async () => {
      const types = await database.query(columns)
      const list = types.map(({ name, type }) =>
        String(type).startsWith('timestamp')
          ? `(extract(epoch FROM "${String(name)}") * 1000000)::float8 AS "${String(name)}"`
          : `"${String(name)}"`,
      )
      const rows = types.length === 0 ? [] : await database.query(`SELECT ${list.join(', ')} FROM scores`)
      const times = new Set(
        types.filter(({ type }) => String(type).startsWith('timestamp')).map(({ name }) => name),
      )
      return new Map(
        rows.map(row => {
          const values = Object.entries(row).map(
            ([name, value]) =>
              [name, times.has(name) && value !== null ? isoTime(Number(value)) : value] as const,
          )
          const { customer, ...payload } = Object.fromEntries(values)
          return [String(customer), payload]
        }),
      )
    },
    close: () => database.drop(),
  }
}

describe.runIf(hasPostgres)('postgres upsert', () => {
  destinationContract('postgres', { incremental: true, secrets: ['postgres://'] }, world)

  let testData: TestData
  let database: TestDatabase
  let tables = 0
  beforeAll(async () => {
    testData = await openTestData()
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await testData.close()
    await database.drop()
  })

  async function upsert(
    query: string,
    options: Partial<PostgresUpsertOptions> & { table: string },
    context: TestContextOptions = {},
  ) {
    const dataset = await testData.data.save(rawSql(query))
    const destination = postgresUpsert({ url: 'env:PG', ...options })
    return destination.deliver(
      { dataset, key: 'k' },
      testContext(testData.data, { env: { PG: database.url }, ...context }),
    )
  }

  const newTable = async (columns: string) => {
    const table = `target_${(tables += 1)}`
    await database.query(`CREATE TABLE ${table} (${columns})`)
    return table
  }

  test('rows that did not change are not touched, other columns stay', async () => {
    const table = await newTable(`k text PRIMARY KEY, n float8, note text DEFAULT 'mine'`)
    await upsert(`SELECT * FROM (VALUES ('a', 1.0), ('b', 2.0)) t(k, n)`, { table })
    await database.query(`UPDATE ${table} SET note = 'changed by hand'`)
    const versions = () => database.query(`SELECT k, n, note, xmin::text FROM ${table} ORDER BY k`)
    const before = await versions()
    await upsert(`SELECT * FROM (VALUES ('a', 1.0), ('b', 3.0)) t(k, n)`, { table }, { run: 'run-2' })
    const after = await versions()
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toMatchObject({ k: 'b', n: 3, note: 'changed by hand' })
  })

  test.each<[string, string, string, unknown]>([
    ['bigint', '42::DOUBLE', '42', '42'],
    ['bigint', `'9007199254740993'`, '9007199254740993', '9007199254740993'],
    ['uuid', `'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'`, 'uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ['char(5)', `'ab'`, 'char', 'ab   '],
    ['numeric(10,2)', '1.5::DOUBLE', 'numeric', '1.50'],
    ['jsonb', `'{"a":1}'`, 'jsonb', { a: 1 }],
    ['date', `TIMESTAMP '2026-03-01 00:00:00'`, 'date', new Date(2026, 2, 1)],
  ])('a column of type %s takes %s', async (type, value, _name, stored) => {
    const table = await newTable(`k text PRIMARY KEY, v ${type}`)
    expect(await upsert(`SELECT 'a' AS k, ${value} AS v`, { table })).toMatchObject({ sent: 1 })
    expect(await database.query(`SELECT v FROM ${table}`)).toEqual([{ v: stored }])
  })

  test.each<[string, string, string, string]>([
    ['integer', '0.5::DOUBLE', '"v" is not a whole number', 'never rounded'],
    ['text', `chr(0)`, '"v" has a NUL character', 'no text for PostgreSQL'],
  ])('a value that a column of type %s cannot hold rejects its row (%s)', async (type, value, reason) => {
    const table = await newTable(`k text PRIMARY KEY, v ${type}`)
    const report = await upsert(`SELECT 'a' AS k, ${value} AS v UNION ALL SELECT 'b', NULL`, {
      table,
    })
    expect(report).toMatchObject({ rows: 2, sent: 1, rejected: 1, reasons: { [reason]: 1 } })
  })

  test('a text that is too long for its column is not shortened; nothing is written', async () => {
    const table = await newTable('k text PRIMARY KEY, v varchar(3)')
    await expect(upsert(`SELECT 'a' AS k, 'abcd' AS v`, { table })).rejects.toMatchObject({
      code: 'database-query-failed',
      sqlState: '22001',
    })
    expect(await database.query(`SELECT * FROM ${table}`)).toEqual([])
  })

  test.each<[string, string, Partial<PostgresUpsertOptions>, string]>([
    ['a table that is not there', '', { table: 'nowhere' }, 'create: true'],
    ['a column that is not there', 'k text PRIMARY KEY, m float8', {}, 'no column "n" (it has k, m)'],
    ['a key without constraint', 'k text, n float8', {}, 'no primary key or unique constraint'],
  ])('%s is an error that says what to do', async (_name, columns, options, part) => {
    const table = columns === '' ? 'nowhere' : await newTable(columns)
    await expect(upsert(`SELECT 'a' AS k, 1.0 AS n`, { table, ...options })).rejects.toMatchObject({
      code: 'delivery-invalid',
      message: expect.stringContaining(part),
    })
  })

  test('the key may have another name in the table', async () => {
    const table = await newTable('customer_id text PRIMARY KEY, n float8')
    await upsert(`SELECT 'a' AS k, 1.0 AS n`, { table, key: 'customer_id' })
    expect(await database.query(`SELECT * FROM ${table}`)).toEqual([{ customer_id: 'a', n: 1 }])
  })

  test('names are quoted', async () => {
    const table = `Odd "table'; --`
    await upsert(`SELECT 'a' AS k, 1.0 AS "n""; --"`, { table, create: true })
    expect(await database.query(`SELECT * FROM "Odd ""table'; --"`)).toEqual([{ k: 'a', 'n"; --': 1 }])
  })

  test('two deliveries to one table at once wait for each other', async () => {
    const rows = (n: number) => `SELECT 'c' || i AS k, ${n}::DOUBLE AS n FROM range(3000) r(i)`
    const options = { table: 'at_once', create: true }
    const reports = await Promise.all(
      [1, 2].map(n => upsert(rows(n), options, { deployment: `client-${n}` })),
    )
    expect(reports.map(report => report.sent)).toEqual([3000, 3000])
    const values = await database.query(
      'SELECT count(*)::int AS rows, count(DISTINCT n)::int AS kinds FROM at_once',
    )
    expect(values).toEqual([{ rows: 3000, kinds: 1 }])
  })

  describe('with an interval', () => {
    const interval = { column: 'scored_for' }
    const rowsOf = (table: string) =>
      database.query(
        `SELECT deployment, to_char(scored_for AT TIME ZONE 'UTC', 'MM-DD') AS day, k, n FROM ${table} ORDER BY 1, 2, 3`,
      )
    const on = (day: string, run: string, deployment = 'acme') => ({
      run,
      deployment,
      asOf: new Date(`2026-${day}T00:00:00Z`),
    })

    test('a row of each key is kept for each date; another run for a date replaces its rows', async () => {
      const table = `kept_${(tables += 1)}`
      const options = { table, interval, create: true }
      const both = `SELECT * FROM (VALUES ('a', 1.0), ('b', 2.0)) t(k, n)`
      await upsert(both, options, on('03-02', 'run-1'))
      await upsert(both, options, on('03-09', 'run-2'))
      await upsert(both, options, on('03-02', 'run-3', 'other'))
      const replaced = `SELECT * FROM (VALUES ('a', 1.0), ('c', 3.0)) t(k, n)`
      expect(await upsert(replaced, options, on('03-02', 'run-4'))).toMatchObject({ sent: 1, unchanged: 1 })
      expect(await upsert(replaced, options, on('03-02', 'run-4'))).toMatchObject({ sent: 1, unchanged: 1 })
      expect(await rowsOf(table)).toEqual([
        { deployment: 'acme', day: '03-02', k: 'a', n: 1 },
        { deployment: 'acme', day: '03-02', k: 'c', n: 3 },
        { deployment: 'acme', day: '03-09', k: 'a', n: 1 },
        { deployment: 'acme', day: '03-09', k: 'b', n: 2 },
        { deployment: 'other', day: '03-02', k: 'a', n: 1 },
        { deployment: 'other', day: '03-02', k: 'b', n: 2 },
      ])
    })

    test.each<[string, string, string]>([
      [
        'a table without the column',
        'deployment text, k text PRIMARY KEY, n float8',
        'no column "scored_for"',
      ],
      [
        'a table with another key',
        'deployment text, scored_for timestamptz, k text PRIMARY KEY, n float8',
        'no primary key or unique constraint of deployment, scored_for, k',
      ],
      [
        'a field in the column',
        'deployment text, scored_for timestamptz, k text, n float8, PRIMARY KEY (deployment, scored_for, k)',
        'name one otherwise',
      ],
    ])('%s is an error that says what to do', async (name, columns, part) => {
      const table = await newTable(columns)
      const fields = name === 'a field in the column' ? 'now()::TIMESTAMP AS scored_for' : '1.0 AS n'
      await expect(
        upsert(`SELECT 'a' AS k, ${fields}`, { table, interval }, on('03-02', 'run-1')),
      ).rejects.toMatchObject({ code: 'delivery-invalid', message: expect.stringContaining(part) })
    })
  })
})
