import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import type { ReadRequest, SourceSnapshot, WantedTypes } from '@sluice/core'
import { payloadRows } from '../shared/delivery/payload.ts'
import { sourceContract, type SourceWorld } from '../testing/source-contract.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { createTestDatabase, hasPostgres, type TestDatabase } from '../testing/test-postgres.ts'
import { postgresTable } from './source.ts'

const sqlTypes = {
  number: 'double precision',
  text: 'text',
  boolean: 'boolean',
  timestamp: 'timestamptz',
}

/** A database that is filled through text, so that no driver rounds anything on the way. */
async function world({ data }: TestData): Promise<SourceWorld> {
  const database = await createTestDatabase()
  process.env['CONTRACT_PG'] = database.url
  return {
    fill: async (table, rows) => {
      const { columns } = await data.describe(rawSql(rows))
      const list = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${sqlTypes[type]}`)
      await database.query(`CREATE TABLE "${table}" (${list.join(', ')})`)
      const dataset = await data.save(rawSql(rows))
      const key = columns[0]?.name ?? ''
      for await (const chunk of payloadRows({ dataset, key }, data)) {
        const texts = columns.map(({ name }, i) =>
          chunk.map(row => (i === 0 ? row.key : (row.payload[name]?.toString() ?? null))),
        )
        const casts = columns.map(({ type }, i) => `c${i}::${sqlTypes[type]}`).join(', ')
        const names = columns.map((_, i) => `c${i}`).join(', ')
        const arrays = columns.map((_, i) => `$${i + 1}::text[]`).join(', ')
        await database.query(
          `INSERT INTO "${table}" SELECT ${casts} FROM unnest(${arrays}) AS r(${names})`,
          texts,
        )
      }
    },
    source: table => postgresTable({ url: 'env:CONTRACT_PG', table }),
    close: () => database.drop(),
  }
}

describe.runIf(hasPostgres)('postgres', () => {
  sourceContract('postgres', { sharedConnection: true, emptyTables: true, secrets: ['postgres://'] }, world)

  let testData: TestData
  let database: TestDatabase
  let cases = 0
  const logs: string[] = []

  beforeAll(async () => {
    testData = await openTestData()
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await testData.close()
    await database.drop()
  })

  const open = (options: { table?: string; signal?: AbortSignal; url?: string; schema?: string } = {}) => {
    const { table = 'facts', signal, url = database.url, schema } = options
    const source = postgresTable({
      url: 'env:PG',
      table,
      connectTimeoutMs: 2000,
      ...(schema !== undefined && { schema }),
    })
    const context = testContext(testData.data, {
      env: { PG: url },
      log: message => logs.push(message),
      ...(signal !== undefined && { signal }),
    })
    return source.open(context).then(snapshot => ({ source, snapshot, context }))
  }

  async function readValue(expression: string, types: WantedTypes = {}) {
    const table = `value_${(cases += 1)}`
    await database.query(`CREATE TABLE ${table} AS SELECT ${expression} AS x`)
    return readTable(table, { types })
  }

  async function readTable(table: string, request: Partial<ReadRequest> = {}) {
    const { source, snapshot } = await open({ table })
    try {
      const { columns } = await snapshot.schema(source, request.types)
      const into = `rows_${(cases += 1)}`
      await snapshot.read(source, { ...request, into })
      const rows = await testData.data.rows(rawSql(`SELECT * FROM ${into}`))
      return { types: columns.map(({ type }) => type), rows }
    } finally {
      await snapshot.close()
    }
  }

  const micros = (table: string) => rawSql(`SELECT epoch_us(x)::VARCHAR AS us FROM ${table}`)

  describe('every type has a canonical form', () => {
    test.each<[string, string, unknown]>([
      ['7::smallint', 'number', 7],
      ['(-7)::integer', 'number', -7],
      ['9007199254740991::bigint', 'number', Number.MAX_SAFE_INTEGER],
      ['0.1::double precision', 'number', 0.1],
      ['0.1::real', 'number', Math.fround(0.1)],
      ['12345678901234567890.123::numeric', 'number', 12345678901234567890.123],
      ['1.005::numeric(10,3)', 'number', 1.005],
      [`'1e400'::numeric`, 'number', Infinity],
      [`'-Infinity'::numeric`, 'number', -Infinity],
      [`'NaN'::numeric`, 'number', null],
      [`'NaN'::double precision`, 'number', null],
      [`'Infinity'::double precision`, 'number', Infinity],
      ['NULL::numeric', 'number', null],
      ['true', 'boolean', true],
      [`'é 東京'::text`, 'text', 'é 東京'],
      [`'ab'::char(5)`, 'text', 'ab'],
      [`''::varchar(3)`, 'text', ''],
      [`'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid`, 'text', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
      [`'{"b": 1, "a": [true]}'::jsonb`, 'text', '{"a": [true], "b": 1}'],
      [`'{"b":1}'::json`, 'text', '{"b":1}'],
      [`ARRAY['a', NULL, 'x "y"']`, 'text', '["a",null,"x \\"y\\""]'],
      ['ARRAY[[1,2],[3,4]]', 'text', '[[1,2],[3,4]]'],
      [`interval '1 day 2 hours'`, 'text', '1 day 02:00:00'],
      [`'\\x00ff'::bytea`, 'text', '\\x00ff'],
      [`'[1,3)'::int4range`, 'text', '[1,3)'],
    ])('%s is %s', async (expression, type, value) => {
      expect(await readValue(expression)).toEqual({ types: [type], rows: [{ x: value }] })
    })

    test.each([
      [`timestamptz '2026-01-01 00:00:00.123456+02'`, '1767218400123456'],
      [`timestamp '2026-01-01 00:00:00.123456'`, '1767225600123456'],
      [`timestamptz '1969-12-31 23:59:59.999999+00'`, '-1'],
      [`timestamptz '2255-01-01 00:00:00.000001+00'`, '8993721600000001'],
      [`date '1900-02-28'`, '-2203977600000000'],
      [`date '9999-12-31'`, '253402214400000000'],
      [`timestamp '4000-01-01 00:00:00 BC'`, '-188363404800000000'],
    ])('%s keeps its microseconds', async (expression, us) => {
      const { types } = await readValue(expression)
      expect(types).toEqual(['timestamp'])
      expect(await testData.data.rows(micros(`rows_${cases}`))).toEqual([{ us }])
    })

    test.each([`'infinity'::timestamptz`, `'-infinity'::date`])(
      '%s becomes missing, and is told',
      async expression => {
        logs.length = 0
        expect((await readValue(expression)).rows).toEqual([{ x: null }])
        expect(logs).toContainEqual(expect.stringContaining('1 infinite times'))
      },
    )

    test('domains and enumerations are followed to their base type', async () => {
      await database.query(`CREATE DOMAIN cents AS integer NOT NULL CHECK (VALUE >= 0)`)
      await database.query(`CREATE DOMAIN small_cents AS cents CHECK (VALUE < 100)`)
      await database.query(`CREATE TYPE tier AS ENUM ('gold', 'silver')`)
      expect(await readValue('5::small_cents')).toEqual({ types: ['number'], rows: [{ x: 5 }] })
      expect(await readValue(`'gold'::tier`)).toEqual({ types: ['text'], rows: [{ x: 'gold' }] })
    })
  })

  test('integers are text where text is wanted, so that keys stay exact', async () => {
    const read = await readValue('9007199254740993::bigint', { x: 'text' })
    expect(read).toEqual({ types: ['text'], rows: [{ x: '9007199254740993' }] })
  })

  test('an integer that a number does not hold exactly stops the read', async () => {
    await expect(readValue('9007199254740993::bigint')).rejects.toMatchObject({
      code: 'source-column-invalid',
      column: 'x',
    })
  })

  test.each([['view'], ['materialized view']])('a %s is read', async kind => {
    const name = `seen_${(cases += 1)}`
    await database.query(`CREATE ${kind} ${name} AS SELECT 1 AS x, 'two'::text AS "Y"`)
    expect((await readTable(name)).rows).toEqual([{ x: 1, Y: 'two' }])
  })

  test.each(['timestamptz', 'timestamp', 'date'])('a cut by a %s column can use its index', async type => {
    const name = `indexed_${type}`
    await database.query(`CREATE TABLE ${name} AS SELECT d::${type} AS at FROM
      generate_series('2000-01-01'::timestamptz, '2026-01-01', '1 day') d`)
    await database.query(`CREATE INDEX ON ${name} (at)`)
    await database.query(`ANALYZE ${name}`)
    const time = { column: 'at', from: new Date('2025-12-30Z'), to: new Date('2026-01-01Z') }
    expect((await readTable(name, { time })).rows).toHaveLength(2)
  })

  test('all tables of a connection are read as of one instant', async () => {
    await database.query(`CREATE TABLE first_table AS SELECT 1 AS x`)
    await database.query(`CREATE TABLE second_table AS SELECT 1 AS x`)
    const { source: first, snapshot } = await open({ table: 'first_table' })
    try {
      await snapshot.read(first, { into: 'first_rows' })
      await database.query('INSERT INTO second_table VALUES (2)')
      await snapshot.read(postgresTable({ url: 'env:PG', table: 'second_table' }), {
        into: 'second_rows',
      })
      expect(await testData.data.rows(rawSql('SELECT count(*) AS n FROM second_rows'))).toEqual([{ n: 1 }])
    } finally {
      await snapshot.close()
    }
  })

  test('a read-only snapshot cannot write', async () => {
    await database.query(
      `CREATE FUNCTION writes() RETURNS integer LANGUAGE sql AS 'INSERT INTO first_table VALUES (9) RETURNING x'`,
    )
    await database.query(`CREATE VIEW writing AS SELECT writes() AS x`)
    await expect(readTable('writing')).rejects.toMatchObject({
      code: 'database-query-failed',
      sqlState: '25006',
    })
  })

  describe('cancelling', () => {
    test('ends the statement at the server', async () => {
      await database.query(`CREATE VIEW slow AS SELECT pg_sleep(60)::text AS x`)
      const abort = new AbortController()
      const { source, snapshot } = await open({ table: 'slow', signal: abort.signal })
      const reason = new Error('cancelled')
      setTimeout(() => abort.abort(reason), 200)
      await expect(snapshot.read(source, { into: 'slow_rows' })).rejects.toBe(reason)
      await snapshot.close()
      const running = `SELECT count(*)::int AS n FROM pg_stat_activity
        WHERE application_name = 'sluice' AND datname = current_database() AND state = 'active'`
      expect(await database.query(running)).toEqual([{ n: 0 }])
    })

    test('the statement timeout is an error that may be tried again', async () => {
      const source = postgresTable({ url: 'env:PG', table: 'slow', statementTimeoutMs: 100 })
      const snapshot = await source.open(testContext(testData.data, { env: { PG: database.url } }))
      await expect(snapshot.read(source, { into: 'timed_rows' })).rejects.toMatchObject({
        code: 'database-unavailable',
        retry: 'later',
        message: expect.stringContaining('longer than its timeout'),
      })
      await snapshot.close()
    })

    test('a connection that is cut in the middle is an error that may be tried again', async () => {
      const { source, snapshot } = await open({ table: 'slow' })
      setTimeout(() => {
        void database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'sluice' AND datname = current_database()`)
      }, 200)
      await expect(snapshot.read(source, { into: 'cut_rows' })).rejects.toMatchObject({
        retry: 'later',
      })
      await snapshot.close()
    })
  })

  describe('a connection that fails is a typed error without the password', () => {
    const at = (change: (url: URL) => void) => {
      const url = new URL(database.url)
      url.password = 'hunter2'
      change(url)
      return url.href
    }
    test.each<[string, () => string, string, string]>([
      ['nothing listens', () => at(url => (url.port = '1')), 'database-unavailable', 'nothing listens'],
      ['no such host', () => at(url => (url.hostname = 'nohost.invalid')), 'database-refused', 'no host'],
      ['no such database', () => at(url => (url.pathname = '/nope')), 'database-refused', 'no database'],
      ['a wrong scheme', () => 'mysql://u:hunter2@host/db', 'database-refused', 'postgres://user'],
      ['no URL at all', () => 'host=x password=hunter2', 'database-refused', 'postgres://user'],
      [
        'an @ in the password',
        () => 'postgres://u:12/hunter2@host/db',
        'database-refused',
        'postgres://user',
      ],
      [
        'a percent sign in the password',
        () => 'postgres://u:hunter2%@host/db',
        'database-refused',
        'postgres://user',
      ],
      ['not two slashes', () => 'postgres:hunter2@host/db', 'database-refused', 'postgres://user'],
    ])('%s', async (_name, url, code, part) => {
      const error = (await open({ url: url() }).catch((failure: unknown) => failure)) as Error
      expect(error).toMatchObject({ code, message: expect.stringContaining(part) })
      expect(`${error.message} ${String(error.cause)} ${error.stack}`).not.toContain('hunter2')
    })

    test('a table without the right to read it', async () => {
      await database.query(`CREATE ROLE reader_${cases} LOGIN PASSWORD 'hunter2'`)
      await database.query('CREATE TABLE private_table AS SELECT 1 AS x')
      const url = at(parsed => (parsed.username = `reader_${cases}`))
      const { source, snapshot } = await open({ url, table: 'private_table' })
      await expect(snapshot.read(source, { into: 'private_rows' })).rejects.toMatchObject({
        code: 'database-refused',
        message: expect.stringContaining('permission denied'),
      })
      await snapshot.close()
      await database.query(`DROP ROLE reader_${cases}`)
    })

    test('a URL where only a reference may stand is refused without repeating it', () => {
      expect(() => postgresTable({ url: 'postgres://u:hunter2@host/db', table: 'x' })).toThrow(
        expect.objectContaining({
          code: 'secret-not-a-reference',
          message: expect.not.stringContaining('hunter2'),
        }),
      )
    })
  })

  test('a snapshot that was closed leaves no connection behind', async () => {
    const opened: SourceSnapshot[] = []
    for (const _ of [1, 2, 3]) opened.push((await open()).snapshot)
    for (const snapshot of opened) await snapshot.close()
    const connections = `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE application_name = 'sluice' AND datname = current_database()`
    await expect.poll(() => database.query(connections)).toEqual([{ n: 0 }])
  })
})
