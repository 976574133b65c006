import { beforeEach, describe, expect, test } from 'vitest'
import { check } from '../checks/check.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'
import { table, type SourceTable } from '../scoring/source-table.ts'
import type { SourceTables } from '../scoring/source-view.ts'
import type { Source } from '../sources/source.ts'
import { checkExtracted } from './extract-checks.ts'
import type { LoadEvidence } from '../quality/load/empty-load.ts'
import type { ExtractedTable } from './extract.ts'

const asOf = new Date('2026-03-16T06:00:00Z')
const lastWeek = new Date('2026-03-09T06:00:00Z')
const source = { kind: 'test', connection: 'test', table: 't', describe: {} } as unknown as Source
const columns = { customer: 'text', at: 'timestamp', amount: 'number?' } as const
const events = table(source, { columns, time: 'at', lookbackDays: 90 })
const good = `SELECT 'c' || i % 7 AS customer, TIMESTAMP '2026-03-16 05:00' - to_hours(i::INTEGER) AS at,
  (20 + i % 40)::DOUBLE AS amount FROM range(1000) r(i)`

let session: TestSession
let history: TestHistory

beforeEach(async () => {
  session = await TestSession.open()
  history = new TestHistory()
})

async function extracted(query: string, declared: SourceTable): Promise<ExtractedTable> {
  const dataset = await session.save(query)
  const atSource = dataset.schema.columns.map(column => ({
    ...column,
    name: declared.mapping[column.name] ?? column.name,
  }))
  const missing = declared.schema.columns
    .map(({ name }) => name)
    .filter(name => !dataset.schema.columns.some(column => column.name === name))
  return { dataset, actual: { columns: atSource }, missing }
}

async function checked(
  sources: Readonly<Record<string, readonly [string, SourceTable]>>,
  at = asOf,
  evidence?: LoadEvidence,
) {
  const declared: SourceTables = Object.fromEntries(
    Object.entries(sources).map(([name, [, it]]) => [name, it]),
  )
  const output: Record<string, ExtractedTable> = {}
  for (const [name, [query, it]] of Object.entries(sources)) {
    output[name] = { ...(await extracted(query, it)), ...(evidence && { evidence }) }
  }
  const run = { id: 'run', pipeline: 'p', deployment: 'd', asOf: at }
  return checkExtracted(declared, output, { data: session.data, history, run })
}

const failures = (results: Awaited<ReturnType<typeof checked>>) =>
  results.filter(({ status }) => status === 'failed').map(({ name, severity }) => `${severity} ${name}`)

test('a good table passes every default check, and the volume is learned', async () => {
  const results = await checked({ events: [good, events] })
  expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'schema passed',
    'row-count learning',
    'not-empty passed',
    'copy learning',
    'not-null(customer, at) passed',
    'fresh(at) passed',
    'numbers are finite passed',
  ])
})

test('a renamed column gives the message to act on, with its content in the last run', async () => {
  await checked({ events: [good, events] })
  history.succeed('last', lastWeek)
  const renamed = `SELECT * RENAME (amount AS order_value) FROM (${good})`
  const results = await checked({ events: [renamed, events] })
  expect(failures(results)).toEqual(['block schema/missing(amount)'])
  expect(results[0]?.message).toBe(
    'events: column "amount" is missing; "order_value" is new and looks like it (same type, mean 39.5 against 39.5 ' +
      `in the last run). Map it: mapping: { amount: 'order_value' }`,
  )
})

test("with a mapping the source's own name is spoken of", async () => {
  const mapped = table(source, { columns, time: 'at', mapping: { customer: 'user_id', amount: 'value' } })
  const query = `SELECT * EXCLUDE (customer, amount), NULL::VARCHAR AS customer FROM (${good})`
  const results = await checked({ events: [query, mapped] })
  expect(failures(results)).toEqual([
    'block schema/missing(amount)',
    'block not-null(customer, at)/missing(customer)',
  ])
  expect(results.filter(({ status }) => status === 'failed').map(({ message }) => message)).toEqual([
    expect.stringContaining('column "value" (read as "amount") is missing'),
    expect.stringContaining('"user_id" (read as "customer") is missing in all rows'),
  ])
})

describe('a table without rows', () => {
  test('is blocked at once, and nothing is said about its values', async () => {
    const results = await checked({ events: [`SELECT * FROM (${good}) WHERE false`, events] })
    expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'schema passed',
      'row-count learning',
      'not-empty failed',
    ])
  })

  test('is a warning where the definition says so', async () => {
    const optional = table(source, { columns, expect: [check.notEmpty({ severity: 'warn' })] })
    const results = await checked({ events: [`SELECT * FROM (${good}) WHERE false`, optional] })
    expect(failures(results)).toEqual(['warn not-empty'])
  })
})

describe('broken values', () => {
  const keyed = table(source, {
    columns: { id: 'text', score: 'number?', at: 'timestamp?' },
    key: ['id'],
    time: 'at',
  })
  const row = (id: string, score = '1e0', at = `TIMESTAMP '2026-03-16'`) =>
    `SELECT ${id} AS id, ${score} AS score, ${at} AS at`
  test.each([
    ['a repeated key', [row(`'a'`), row(`'a'`)], ['block unique-key(id)']],
    ['a blank key', [row(`'a'`), row(`' '`)], ['block not-null(id)/missing(id)']],
    ['a missing key', [row(`'a'`), row('NULL')], ['block not-null(id)/missing(id)']],
    ['infinity', [row(`'a'`), row(`'b'`, `'-inf'::DOUBLE`)], ['warn numbers are finite']],
    ['stale rows', [row(`'a'`, '1e0', `TIMESTAMP '2026-03-01'`)], ['block fresh(at)']],
    [
      'many rows without time',
      [row(`'a'`), row(`'b'`, '1e0', 'NULL::TIMESTAMP')],
      ['warn not-null(at)/missing(at)'],
    ],
    ['nothing wrong', [row(`'a'`), row(`'b'`, `'nan'::DOUBLE`)], []],
  ])('%s', async (_name, selects, expected) => {
    expect(failures(await checked({ people: [selects.join(' UNION ALL '), keyed] }))).toEqual(expected)
  })
})

test('rows that were loaded after asOf count in no check', async () => {
  const declared = table(source, {
    columns: { ...columns, loaded: 'timestamp' },
    time: 'at',
    knownAt: 'loaded',
  })
  const query = `SELECT *, TIMESTAMP '2026-03-17' AS loaded FROM (${good})`
  const results = await checked({ events: [query, declared] })
  expect(failures(results)).toContain('block not-empty')
})

test('rows that do not say when they were loaded are reported', async () => {
  const declared = table(source, {
    columns: { ...columns, loaded: 'timestamp' },
    time: 'at',
    knownAt: 'loaded',
  })
  const query = `SELECT *, CASE WHEN amount > 30 THEN TIMESTAMP '2026-03-16' END AS loaded FROM (${good})`
  expect(failures(await checked({ events: [query, declared] }))).toEqual([
    'block not-null(customer, at, loaded)/missing(loaded)',
  ])
})

test("a definition's expectations are checked, across tables of the step", async () => {
  const declared = table(source, {
    columns,
    time: 'at',
    expect: [
      check.matched('customer', { in: 'people', columns: 'id', atLeast: 0.95 }),
      check.range('amount', { max: 30 }),
    ],
  })
  const people = table(source, { columns: { id: 'text' } })
  const results = await checked({
    events: [good, declared],
    people: [`SELECT 'c' || i AS id FROM range(6) r(i)`, people],
  })
  expect(failures(results)).toEqual(['block matched(customer in people)', 'block range(amount)'])
  expect(results.find(({ check: kind }) => kind === 'matched')?.message).toContain(
    '85.8 % of rows have a "customer" that is found in "people" (142 of 1,000 are not), at least 95 % must be',
  )
})

test('an expectation replaces the default check of the same name', async () => {
  history.addWeekly('events/rows', asOf, [1800, 1800, 1800, 1800])
  expect(failures(await checked({ events: [good, events] }))).toEqual(['warn row-count'])
  const lenient = table(source, { columns, time: 'at', expect: [check.rowCount({ minChange: 0.6 })] })
  expect(failures(await checked({ events: [good, lenient] }))).toEqual([])
})

describe('joins to another table', () => {
  const customers = table(source, { columns: { customer: 'text' }, key: ['customer'] })
  const known = (share: number) => `SELECT 'c' || i AS customer FROM range(${Math.round(share * 7)}) r(i)`
  const shares = async (share: number, at = asOf) => {
    const results = await checked({ events: [good, events], customers: [known(share), customers] }, at)
    return results.find(({ name }) => name === 'matched(customer in customers)')
  }

  test('are watched by default where a table has all columns of the key of another', async () => {
    expect(await shares(1)).toMatchObject({ subject: 'events', status: 'learning', observed: 1 })
  })

  test('an expectation about the same join replaces the default one', async () => {
    const strict = table(source, {
      columns,
      time: 'at',
      expect: [check.matched('customer', { in: 'customers', atLeast: 0.9 })],
    })
    const results = await checked({ events: [good, strict], customers: [known(0.5), customers] })
    const found = results.filter(({ check: kind }) => kind === 'matched')
    expect(found.map(({ severity, status }) => `${severity} ${status}`)).toEqual(['block failed'])
  })

  test('a key of another type is not taken for one', async () => {
    const numbers = table(source, { columns: { customer: 'number' }, key: ['customer'] })
    const results = await checked({
      events: [good, events],
      customers: ['SELECT 1::DOUBLE AS customer', numbers],
    })
    expect(results.filter(({ check: kind }) => kind === 'matched')).toEqual([])
  })
})

describe('how it was read explains what is there', () => {
  const none = `${good} WHERE false`
  const sliced = table(source, {
    columns,
    time: 'at',
    expect: [check.slices('customer', { noun: 'customers' })],
  })
  const ok = { status: 200 }

  test.each<[string, LoadEvidence | undefined, string, RegExp]>([
    ['nothing is known', undefined, 'failed', /^events: has no rows\. See whether/],
    [
      'throttled',
      { answers: [ok, { status: 429 }] },
      'failed',
      /limits the rate of requests.*Run again later/,
    ],
    ['refused', { answers: [{ status: 403 }] }, 'failed', /renew the credentials/],
    ['pages missing', { answers: [ok], pages: { read: 0, expected: 3 } }, 'failed', /0 of 3 pages were read/],
    ['active', { answers: [ok], activeNow: ['c1', 'c2'] }, 'failed', /2 that are active.*"c1", "c2"/],
    ['all paused', { answers: [ok], activeNow: [] }, 'passed', /rightly empty/],
  ])('no rows, %s', async (_name, evidence, status, message) => {
    history.addWeekly('events/rows', asOf, [2000, 2000, 2000, 2000])
    const results = await checked({ events: [none, events] }, asOf, evidence)
    const [empty, rows] = ['not-empty', 'row-count'].map(name => results.find(result => result.name === name))
    expect(empty).toMatchObject({ status, severity: 'block' })
    expect(empty?.message).toMatch(message)
    expect(rows?.status).toBe(status)
  })

  test('what had rows before is named where the definition tells parts', async () => {
    await checked({ events: [good, sliced] }, lastWeek)
    history.succeed('before', lastWeek)
    const results = await checked({ events: [none, sliced] }, asOf, { answers: [ok] })
    const empty = results.find(({ name }) => name === 'not-empty')
    expect(empty?.message).toMatch(/7 that had rows in the last load have none now: "c0"/)
    expect(empty?.evidence).toContain('7 had rows in the load before')
  })

  test('a load with too few rows and missing parts is explained by pages that were not read', async () => {
    for (const weeks of [4, 3, 2, 1]) {
      const at = new Date(asOf.getTime() - weeks * 7 * 86_400_000)
      await checked({ events: [good, sliced] }, at)
      history.succeed(`before-${weeks}`, at)
    }
    const part = `SELECT * FROM (${good}) WHERE customer < 'c2' AND amount < 25`
    const results = await checked({ events: [part, sliced] }, asOf, {
      answers: [ok],
      pages: { read: 1, expected: 42 },
    })
    const causes = results.filter(({ status }) => status === 'failed').map(({ likelyCause }) => likelyCause)
    expect(causes).toEqual(['1 of 42 pages were read', '1 of 42 pages were read'])
  })
})

test('without default checks there are those of the definition and the columns', async () => {
  const bare = table(source, { columns, time: 'at', defaults: false, expect: [check.notNull('amount')] })
  const results = await checked({ events: [good, bare] })
  expect(results.map(({ name }) => name)).toEqual(['schema', 'not-null(amount)'])
})

test('a source that answers with what it gave before is a warning', async () => {
  for (const days of [3, 2, 1]) {
    const at = new Date(asOf.getTime() - days * 86_400_000)
    await checked({ events: [good.replace('20 + i % 40', `hash(i * ${days}) % 100000`), events] }, at)
    history.succeed(`before-${days}`, at)
  }
  const results = await checked({ events: [good.replace('20 + i % 40', `hash(i * 1) % 100000`), events] })
  expect(failures(results)).toEqual(['warn copy'])
})
