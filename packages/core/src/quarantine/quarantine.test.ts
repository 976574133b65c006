import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatasetRef } from '../data/refs.ts'
import { sql } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { quarantineResult } from './quarantine-check.ts'
import { reasonsColumn, type Quarantined } from './quarantined.ts'
import { rowRule, type RowRule } from './row-rule.ts'
import { splitRows } from './split-rows.ts'

let session: MemorySession
let orders: DatasetRef
let customers: DatasetRef

beforeAll(async () => {
  session = await MemorySession.open()
  orders = await session.save(`SELECT * FROM (VALUES
    ('1', 'ada', 10e0, true, TIMESTAMP '2026-03-01', 'ada@example.com'),
    ('2', 'ada', -5e0, false, TIMESTAMP '2026-03-02', 'ada@example.com'),
    ('3', NULL, 7e0, NULL, NULL, 'nobody'),
    ('4', ' ', NULL, true, TIMESTAMP '2026-03-04', NULL),
    ('5', 'évé "q"', 1e308, true, TIMESTAMP '2026-03-05', 'e@example.com'),
    ('5', 'bob', 'inf'::DOUBLE, true, TIMESTAMP '2026-03-06', 'b@example.com')
  ) t(id, customer, amount, paid, "at", email)`)
  customers = await session.save(`SELECT * FROM (VALUES ('ada'), (NULL), ('évé "q"')) t(name)`)
})
afterAll(() => session.close())

function split(rules: readonly RowRule[]): Promise<Quarantined> {
  return splitRows(session, {
    subject: 'orders',
    table: session.dataset(orders),
    schema: orders.schema,
    rules,
    others: { customers: { table: session.dataset(customers), schema: customers.schema } },
  })
}

async function idsOf(ref: DatasetRef | undefined): Promise<readonly unknown[]> {
  if (ref === undefined) return []
  const rows = await session.rows<{ id: string }>(
    sql`SELECT id FROM ${session.dataset(ref)} ORDER BY id, "at"`,
  )
  return rows.map(({ id }) => id)
}

describe('bad rows of a rule', () => {
  test.each<[string, RowRule, readonly string[]]>([
    ['missing', rowRule.present('customer'), ['3']],
    ['missing or blank', rowRule.present('customer', { blank: true }), ['3', '4']],
    ['no number', rowRule.present('amount'), ['4']],
    ['below', rowRule.between('amount', { min: 0 }), ['2']],
    ['above, infinity too', rowRule.between('amount', { max: 1000 }), ['5', '5']],
    ['not listed', rowRule.listed('customer', ['ada', 'bob']), ['4', '5']],
    ['not listed, booleans', rowRule.listed('paid', [true]), ['2']],
    ['no match', rowRule.matches('email', '[^@]+@[^@]+'), ['3']],
    ['there twice', rowRule.unique('id'), ['5', '5']],
    ['there twice by two columns', rowRule.unique(['id', 'customer']), []],
    ['not found elsewhere', rowRule.found('customer', { in: 'customers', columns: 'name' }), ['4', '5']],
    ['SQL', rowRule.where('unpaid', sql`NOT paid -- of those known`), ['2']],
    ['SQL with a value', rowRule.where('more than', sql`amount > ${8}`), ['1', '5', '5']],
    [
      'TypeScript',
      rowRule.code('early', ['at'], ({ at }) => at === null || (at as Date).getUTCDate() > 1),
      ['1'],
    ],
  ])('%s', async (_name, rule, expected) => {
    const found = await split([rule])
    expect(await idsOf(found.bad)).toEqual(expected)
    expect(found.good.rows + expected.length).toBe(6)
    expect(found.reasons).toEqual(expected.length === 0 ? [] : [{ rule: rule.name, rows: expected.length }])
  })
})

test('a row keeps all reasons, and good and bad rows are all rows with the bits they had', async () => {
  const found = await split([
    rowRule.present('customer'),
    rowRule.between('amount', { min: 0 }),
    rowRule.code('no address', ['email'], ({ email }) => email === null || String(email).includes('@')),
  ])
  const bad = await session.rows(
    sql<Record<string, unknown>>`SELECT * FROM ${session.dataset(found.bad as DatasetRef)} ORDER BY id`,
  )
  expect(bad.map(row => [row['id'], row[reasonsColumn]])).toEqual([
    ['2', 'amount is not at least 0'],
    ['3', 'customer is missing; no address'],
  ])
  const columns = sql`id, customer, amount, paid, "at", email`
  const [difference] = await session.rows<{ n: number }>(sql`
    SELECT count(*) AS n FROM (
      SELECT * FROM ${session.dataset(orders)} EXCEPT ALL
      (SELECT ${columns} FROM ${session.dataset(found.good)} UNION ALL SELECT ${columns} FROM ${session.dataset(found.bad as DatasetRef)}))`)
  expect([difference?.n, found.rows]).toEqual([0, 6])
})

test('without a bad row everything goes on, and there is no quarantine', async () => {
  const found = await split([rowRule.present('id')])
  expect([found.good.rows, found.bad, found.reasons]).toEqual([6, undefined, []])
})

test('a table without rows has none in quarantine', async () => {
  const empty = await session.save(sql`SELECT * FROM ${session.dataset(orders)} WHERE false`)
  const found = await splitRows(session, {
    subject: 'orders',
    table: session.dataset(empty),
    schema: empty.schema,
    rules: [rowRule.unique('id'), rowRule.code('any', ['id'], () => false)],
  })
  expect([found.good.rows, found.bad, found.rows]).toEqual([0, undefined, 0])
})

describe('a rule that cannot be applied is refused before anything is saved', () => {
  test.each<[string, RowRule, string]>([
    [
      'no column',
      rowRule.present('customr'),
      'rule "customr is missing" cannot be applied: there is no column "customr"',
    ],
    ['another type', rowRule.between('email', { min: 0 }), 'column "email" is text, and must be number'],
    [
      'values of another type',
      rowRule.listed('amount', ['1']),
      'column "amount" is number, and must be text',
    ],
    [
      'no such dataset',
      rowRule.found('customer', { in: 'clients' }),
      'there is no dataset "clients" beside it',
    ],
    [
      'no such column there',
      rowRule.found('customer', { in: 'customers' }),
      '"customer" of "customers" is absent, and must be text',
    ],
    [
      'a function that throws',
      rowRule.code('broken', ['email'], ({ email }) => (email as string).includes('@')),
      'it failed on row 4',
    ],
    [
      'a function that gives no answer',
      rowRule.code('unclear', ['paid'], ({ paid }) => paid as boolean),
      'it gave object for row 3, and must give true or false',
    ],
  ])('%s', async (_name, rule, message) => {
    await expect(split([rule])).rejects.toThrow(message)
  })

  test.each<[string, () => unknown, string]>([
    [
      'bounds the wrong way',
      () => rowRule.between('a', { min: 2, max: 1 }),
      'rowRule.between: bounds is {"min":2,"max":1}',
    ],
    ['no bound', () => rowRule.between('a', {}), 'must be finite numbers, at least one of them'],
    ['values of two types', () => rowRule.listed('a', [1, 'x']), 'all of one type'],
    ['no pattern', () => rowRule.matches('a', ''), 'must be a regular expression'],
    ['no reason', () => rowRule.where(' ', sql`true`), 'a few words that say what is wrong'],
    ['no column', () => rowRule.unique([]), 'at least one column name'],
  ])('%s', (_name, make, message) => {
    expect(make).toThrow(message)
  })
})

describe('the share in quarantine', () => {
  const dataset = (rows: number): DatasetRef => ({
    kind: 'dataset',
    digest: '',
    rows,
    bytes: 0,
    schema: { columns: [] },
  })
  const of = (bad: number): Quarantined => ({
    kind: 'quarantined',
    good: dataset(1000 - bad),
    ...(bad > 0 && { bad: dataset(bad) }),
    rows: 1000,
    reasons: bad === 0 ? [] : [{ rule: 'amount is not at least 0', rows: bad }],
  })
  test.each([
    [0, {}, 'passed', 'orders: no row is in quarantine'],
    [
      50,
      {},
      'passed',
      'orders: 50 of 1,000 rows (5 %) are in quarantine: amount is not at least 0 in 50; 5 % may be',
    ],
    [
      51,
      {},
      'failed',
      'orders: 51 of 1,000 rows (5.1 %) are in quarantine: amount is not at least 0 in 51. At most 5 % may be.',
    ],
    [1, { atMost: 0 }, 'failed', 'orders: 1 of 1,000 rows (0.1 %)'],
  ] as const)('%i bad rows with %o: %s', (bad, limit, status, message) => {
    const result = quarantineResult('orders', of(bad), limit)
    expect([result.status, result.severity]).toEqual([status, 'block'])
    expect(result.message).toContain(message)
  })
})
