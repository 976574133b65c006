import { beforeEach, describe, expect, test } from 'vitest'
import { rawSql, sql } from '../sql/sql.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'
import { check, type CheckDefinition, type CheckResult } from './check.ts'
import { runChecks } from './run-checks.ts'

const own = `SELECT * FROM (VALUES
  ('mon', 10e0), ('mon', 5e0), ('tue', 20e0), ('wed', NULL)) t(day, spend)`

let session: TestSession
beforeEach(async () => (session = await TestSession.open()))

async function run(definition: CheckDefinition, bills: string, rows = own): Promise<CheckResult> {
  const schema = await session.describe(rows)
  const other = { table: rawSql(`(${bills})`), schema: await session.describe(bills) }
  const results = await runChecks([definition], {
    data: session.data,
    table: rawSql(`(${rows})`),
    schema,
    others: { bills: other },
    subject: 'costs',
    asOf: new Date('2026-03-16T06:00:00Z'),
    history: new TestHistory(),
  })
  return results[0] as CheckResult
}

const bills = (...rows: readonly string[]) => `SELECT * FROM (VALUES ${rows.join(', ')}) t(day, total)`
const options = { in: 'bills', column: 'total' } as const

describe('totals of two datasets', () => {
  test.each<[string, CheckDefinition, string, string]>([
    ['equal', check.total('spend', options), bills(`('mon', 35e0)`), 'passed'],
    ['near enough', check.total('spend', { ...options, within: 0.1 }), bills(`('mon', 38e0)`), 'passed'],
    ['too far', check.total('spend', { ...options, within: 0.05 }), bills(`('mon', 38e0)`), 'failed'],
    [
      'equal by group',
      check.total('spend', { ...options, by: 'day' }),
      bills(`('mon', 15e0)`, `('tue', 20e0)`),
      'passed',
    ],
    [
      'equal only as a whole',
      check.total('spend', { ...options, by: 'day' }),
      bills(`('mon', 20e0)`, `('tue', 15e0)`),
      'failed',
    ],
    [
      'a group that is not there',
      check.total('spend', { ...options, by: 'day', within: 0.5 }),
      bills(`('mon', 15e0)`, `('thu', 20e0)`),
      'failed',
    ],
    ['nothing there', check.total('spend', options), `${bills(`('mon', 1e0)`)} WHERE false`, 'failed'],
    ['another type', check.total('spend', { ...options, column: 'day' }), bills(`('mon', 35e0)`), 'failed'],
    ['no such dataset', check.total('spend', { in: 'invoices' }), bills(`('mon', 35e0)`), 'failed'],
  ])('%s', async (_name, definition, other, status) => {
    expect(await run(definition, other)).toMatchObject({ status, severity: 'block', check: 'total' })
  })

  test('say how far they are apart, where most, and show the groups', async () => {
    const found = await run(
      check.total('spend', { ...options, by: 'day' }),
      bills(`('mon', 15e0)`, `('tue', 40e0)`),
    )
    expect(found.message).toBe(
      'costs: "spend" sums to 35, and to 55 in "bills" (36.4 % apart); by "day" 1 group differs, most tue: 20.0 against 40.0; ' +
        '0.1 % may be. See whether both were loaded completely, for the same time and in the same unit',
    )
    expect(found.sample).toEqual([{ day: 'tue', own: 20, other: 40 }])
  })
})

describe('a check in TypeScript', () => {
  const few = (limit: number) =>
    check.code('few rows', ({ rows }) => ({ passed: rows <= limit, observed: rows, message: `${rows} rows` }))
  test.each<[string, CheckDefinition, string, string]>([
    ['passes', few(4), 'passed', 'costs: 4 rows'],
    ['fails', few(3), 'failed', 'costs: 4 rows'],
    [
      'reads the data',
      check.code('spend', async ({ data, table }) => {
        const [row] = await data.rows(sql<{ s: number }>`SELECT sum(spend) AS s FROM ${table}`)
        return { passed: row?.s === 35, message: 'sum' }
      }),
      'passed',
      'costs: sum',
    ],
    [
      'that throws blocks',
      check.code('broken', () => {
        throw new TypeError('no such thing')
      }),
      'failed',
      'broken cannot be judged, its function fails: no such thing',
    ],
    [
      'that gives nothing blocks',
      check.code('silent', (() => undefined) as never),
      'failed',
      'it must give passed and message',
    ],
  ])('%s', async (_name, definition, status, message) => {
    const found = await run(definition, bills(`('mon', 1e0)`))
    expect([found.status, found.severity]).toEqual([status, 'block'])
    expect(found.message).toContain(message)
  })

  test('judges a dataset without rows too', async () => {
    const found = await run(few(0), bills(`('mon', 1e0)`), `${own} WHERE false`)
    expect(found.status).toBe('passed')
  })
})
