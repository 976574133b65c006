import { beforeEach, describe, expect, test } from 'vitest'
import { rawSql } from '../sql/sql.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import { check, type CheckResult } from './check.ts'
import type { SchemaOptions } from './kinds/schema.ts'
import { runChecks, type ChecksScope } from './run-checks.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'

const asOf = new Date('2026-03-16T06:00:00Z')
const columns = { id: 'text', at: 'timestamp', kind: 'text', amount: 'number?' } as const
const good = `SELECT 'c' || i AS id, TIMESTAMP '2026-03-16' - to_hours(i::INTEGER) AS at,
  CASE i % 3 WHEN 0 THEN 'view' WHEN 1 THEN 'cart' ELSE 'purchase' END AS kind, 20 + (i % 43) * 1e0 AS amount
  FROM range(1000) r(i)`

let session: TestSession
let history: TestHistory

beforeEach(async () => {
  session = await TestSession.open()
  history = new TestHistory()
})

async function schemaOf(
  query: string,
  options: SchemaOptions & { readonly scope?: Partial<ChecksScope> } = {},
): Promise<CheckResult[]> {
  const { scope, ...rest } = options
  const schema = await session.describe(query)
  return runChecks([check.schema(columns, rest)], {
    data: session.data,
    table: rawSql(`(${query})`),
    schema,
    subject: 'events',
    asOf,
    history,
    ...scope,
  })
}

/** A first run with good data, kept as history. */
async function afterGoodRun(query = good): Promise<void> {
  await schemaOf(query)
  history.succeed('run-1', new Date('2026-03-09T06:00:00Z'))
}

const renamed = (from: string, to: string) => `SELECT * RENAME ("${from}" AS "${to}") FROM (${good})`

describe('a renamed column', () => {
  test('is named by its content, with the mapping to write', async () => {
    await afterGoodRun()
    const [result] = await schemaOf(renamed('amount', 'order_value'))
    expect(result).toMatchObject({
      status: 'failed',
      severity: 'block',
      column: 'amount',
      name: 'schema/missing(amount)',
      message:
        `events: column "amount" is missing; "order_value" is new and looks like it ` +
        `(same type, mean 40.8 against 40.8 in the last run). Map it: mapping: { amount: 'order_value' }`,
      likelyCause: 'column "amount" was renamed to "order_value"',
    })
  })

  test.each([
    ['kind', 'event_type', '3 distinct values against 3 in the last run'],
    ['id', 'visitor', 'characters on average against'],
    ['at', 'timestamp_utc', 'days old against'],
  ])('%s to %s is recognised by %s', async (from, to, evidence) => {
    await afterGoodRun()
    const [result] = await schemaOf(renamed(from, to))
    expect(result?.message).toContain(`"${to}" is new and looks like it (same type, `)
    expect(result?.message).toContain(evidence)
  })

  test('is told from new columns with other content and from columns that were there before', async () => {
    const withOld = `SELECT *, amount * 1.001 AS net FROM (${good})`
    await afterGoodRun(withOld)
    const query = `SELECT * EXCLUDE (amount), amount AS order_value, id::VARCHAR AS note, 0.001e0 AS rate FROM (${withOld})`
    const [result] = await schemaOf(query)
    expect(result?.likelyCause).toBe('column "amount" was renamed to "order_value"')
  })

  test('with another unit is named with the difference', async () => {
    await afterGoodRun()
    const [result] = await schemaOf(`SELECT * EXCLUDE (amount), amount * 100 AS amount_cents FROM (${good})`)
    expect(result?.message).toContain(
      '"amount_cents" is new and has a similar name, but holds something else (mean 4,080 against 40.8 in the last run)',
    )
  })

  test('without history is found by name', async () => {
    const [result] = await schemaOf(renamed('amount', 'Amount'))
    expect(result?.message).toContain(`looks like it (same type). Map it: mapping: { amount: 'Amount' }`)
  })

  test('without history and with another name is proposed when it is the only one of its type', async () => {
    const [result] = await schemaOf(renamed('amount', 'xyz'))
    expect(result?.message).toContain('"xyz" is the only number column that is not declared')
  })

  test('is not invented: nothing alike gives a list of what is new', async () => {
    await afterGoodRun()
    const [result] = await schemaOf(`SELECT * EXCLUDE (amount), 0.5e0 AS rate, 7e9 AS epoch FROM (${good})`)
    expect(result).not.toHaveProperty('likelyCause')
    expect(result?.message).toContain('new there: "rate", "epoch", but nothing looks like it')
  })

  test('two at once get a name each', async () => {
    await afterGoodRun()
    const results = await schemaOf(`SELECT * RENAME (amount AS value, kind AS action) FROM (${good})`)
    expect(results.map(({ likelyCause }) => likelyCause)).toEqual([
      'column "kind" was renamed to "action"',
      'column "amount" was renamed to "value"',
    ])
  })

  test('two at once do not share a name', async () => {
    await afterGoodRun()
    const results = await schemaOf(`SELECT * EXCLUDE (id, kind), kind AS action FROM (${good})`)
    expect(results.map(({ column, likelyCause }) => [column, likelyCause])).toEqual([
      ['id', undefined],
      ['kind', 'column "kind" was renamed to "action"'],
    ])
  })

  test('names that need quoting are quoted in the mapping', async () => {
    await afterGoodRun()
    const [result] = await schemaOf(renamed('amount', "montant d'achat"))
    expect(result?.message).toContain(`mapping: { amount: 'montant d\\'achat' }`)
  })

  test('works on a table without rows and on one that is all null', async () => {
    await afterGoodRun()
    const empty = await schemaOf(`SELECT * FROM (${renamed('amount', 'total')}) WHERE false`)
    expect(empty[0]?.message).toContain('"total" is new and is the only number column')
    const nulls = await schemaOf(`SELECT * EXCLUDE (amount), NULL::DOUBLE AS total FROM (${good})`)
    expect(nulls[0]?.message).toContain('"total" is new and is the only number column')
  })
})

describe('a mapped column', () => {
  const actual = (name: string): TableSchema => ({
    columns: [
      { name: 'id', type: 'text', nullable: false },
      { name: 'at', type: 'timestamp', nullable: false },
      { name: 'kind', type: 'text', nullable: false },
      { name, type: 'number', nullable: true },
    ],
  })
  const mapping = { amount: 'order_value' }

  test('passes under the name at the source', async () => {
    const scope = { actual: actual('order_value'), names: mapping }
    expect((await schemaOf(good, { mapping, scope }))[0]).toMatchObject({ status: 'passed' })
  })

  test("is missing under the source's own name", async () => {
    await afterGoodRun()
    const scope = { actual: actual('total'), names: mapping }
    const [result] = await schemaOf(renamed('amount', 'total'), { mapping, scope })
    expect(result?.message).toContain('column "order_value" (read as "amount") is missing; "total" is new')
    expect(result?.message).toContain(`mapping: { amount: 'total' }`)
    expect(result?.likelyCause).toBe('column "order_value" was renamed to "total"')
  })
})

test('another type blocks and names both', async () => {
  const [result] = await schemaOf(`SELECT * REPLACE (amount::VARCHAR AS amount) FROM (${good})`)
  expect(result).toMatchObject({ status: 'failed', severity: 'block', observed: 'text', expected: 'number' })
  expect(result?.message).toContain('column "amount" is text now, and number is declared')
})

test.each([
  ['allow', 'passed', undefined],
  ['warn', 'failed', 'warn'],
  ['block', 'failed', 'block'],
] as const)('undeclared columns with policy %s: %s', async (unexpected, status, severity) => {
  const [result] = await schemaOf(`SELECT *, 1 AS extra FROM (${good})`, { unexpected })
  expect(result).toMatchObject({ status, ...(severity && { severity }) })
  expect(result?.message).toMatch(status === 'passed' ? /1 more is not declared/ : /not declared: "extra"/)
})

test('a table without rows leaves no profile for later runs', async () => {
  await schemaOf(`SELECT * FROM (${good}) WHERE false`)
  expect([...history.recorded.keys()]).toEqual(['events/columns'])
})

test('infinite and huge numbers do not stop the profile', async () => {
  const [result] = await schemaOf(
    `SELECT * REPLACE (CASE i % 3 WHEN 0 THEN 'inf'::DOUBLE WHEN 1 THEN 1e300 ELSE 'nan'::DOUBLE END AS amount)
     FROM (SELECT *, row_number() OVER () AS i FROM (${good}))`,
  )
  expect(result?.status).toBe('passed')
  expect(history.recorded.get('events/column/amount/missing')).toBeCloseTo(1 / 3, 2)
})
