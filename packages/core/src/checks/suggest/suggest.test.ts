import { beforeAll, describe, expect, test } from 'vitest'
import type { TableSchema } from '../../schema/table-schema.ts'
import { identifier, rawSql, sql } from '../../sql/sql.ts'
import { TestSession } from '../../testing/check-session.ts'
import { CheckInvalid } from '../check-invalid.ts'
import { candidates, type CheckCandidate } from './candidate.ts'
import { injectedErrors } from './injected-error.ts'
import { LOAD, ROW } from './loads-table.ts'
import { edgesOf, measureError, measureLoads, type LoadValues } from './measure-loads.ts'
import { errorForms, namedError } from './named-error.ts'
import { suggestChecks, type MeasuredLoads, type Suggestion } from './suggest-checks.ts'
import { suggestedCode } from './suggested-code.ts'

const loads = 24
const at = Array.from({ length: loads }, (_, i) => new Date(Date.UTC(2026, 1, 2 + i, 6)))
const schema: TableSchema = {
  columns: [
    { name: 'campaign', type: 'text', nullable: false },
    { name: 'spend', type: 'number', nullable: true },
    { name: 'wild', type: 'number', nullable: true },
  ],
}
const table = sql`(SELECT l AS ${identifier(LOAD)}, l * 1000 + i AS ${identifier(ROW)}, 'C' || i % 5 AS campaign,
  (10 + hash(l * 1000 + i) % 100 / 10)::DOUBLE AS spend, (exp(hash(l, 'wild') % 12) * (1 + i % 3))::DOUBLE AS wild
  FROM range(${loads}) a(l), range(200) b(i))`

const budget = { falseAlarms: 0.0003, perDay: 1 / 30 }

let session: TestSession
let all: readonly CheckCandidate[]
let measured: MeasuredLoads
let suggestion: Suggestion

beforeAll(async () => {
  session = await TestSession.open()
  all = candidates(schema, await edgesOf(session.data, table, schema, loads))
  const clean = await measureLoads(session.data, table, all, loads)
  const broken: { error: ReturnType<typeof injectedErrors>[number]; values: LoadValues }[] = []
  for (const error of injectedErrors(schema).slice(0, 40)) {
    broken.push({ error, values: await measureError(session.data, table, all, clean, error) })
  }
  measured = { at, clean, broken }
  suggestion = suggestChecks(all, measured, budget)
}, 60_000)

test('checks are chosen that catch most, and none reports a good load', () => {
  const { checks, catches, loads: judged } = suggestion
  expect(judged).toBe(10)
  expect(catches).toBeGreaterThan(0.75)
  expect(checks[0]?.gain).toBeGreaterThan(checks.at(-1)?.gain ?? 1)
  expect(checks.length).toBeLessThan(20)
})

test('what jumps by itself is not watched closely', () => {
  const { checks } = suggestion
  const wild = checks.filter(({ candidate }) => /^(mean|sum|median|max)\(wild\)/.test(candidate.name))
  expect(wild.every(({ minChange }) => minChange >= 0.35)).toBe(true)
})

test('the budget limits how many there are', () => {
  const { checks } = suggestChecks(all, measured, { falseAlarms: 0.01, perDay: 0.025 })
  expect(checks).toHaveLength(2)
})

test('an error changes nothing but its columns', () => {
  for (const { error, values } of measured.broken) {
    if (error.changes === undefined) continue
    const others = all.flatMap(({ column }, i) => (error.changes?.includes(column ?? '') ? [] : [i]))
    expect(others.every(i => values[i] === measured.clean[i])).toBe(true)
  }
})

test('a check is code to paste', () => {
  const [first] = suggestion.checks
  const code = first === undefined ? '' : suggestedCode(first)
  expect(code).toMatch(/^check\.(metric\(\{ .+ \}, |rowCount\(){ .*minChange: [\d.]+ }\), \/\/ catches .+ %/)
})

describe('errors by name', () => {
  const rows = sql`(SELECT i AS ${identifier(ROW)}, 'c' || i % 2 AS campaign, 2e0 AS spend FROM range(1000) r(i))`
  const small: TableSchema = { columns: schema.columns.slice(0, 2) }
  const summary = async (text: string) => {
    const wrong = namedError(text, small).apply(rows)
    const [row] = await session.data.rows(
      sql<{
        n: number
        spend: number
        present: number
      }>`SELECT count(*) AS n, sum(spend) AS spend, count(spend) AS present FROM ${wrong}`,
    )
    return row
  }

  test.each<[string, number, number | null]>([
    ['empty', 0, null],
    ['twice', 2000, 4000],
    ['without campaign = c1', 500, 1000],
    ['spend × 100', 1000, 200_000],
    ['spend x 0.01', 1000, 20],
    ['spend zero', 1000, 0],
    ['spend missing', 1000, null],
  ])('%s', async (text, n, spend) => {
    expect(await summary(text)).toMatchObject({ n, spend })
  })

  test.each([
    ['drop 40 %', 0.6],
    ['drop 5%', 0.95],
  ])('%s', async (text, left) => {
    expect(Math.abs(((await summary(text))?.n ?? 0) / 1000 - left)).toBeLessThan(0.05)
  })

  test('in a part of the rows', async () => {
    expect(((await summary('spend missing in 10 %'))?.present ?? 0) / 1000).toBeCloseTo(0.9, 1)
  })

  test.each(errorForms)('%s is understood', text => {
    expect(namedError(text, small).words).not.toBe('')
  })

  test.each(['something', 'clicks × 2', 'campaign × 2', 'drop many', 'spend × 0'])('%s is refused', text => {
    expect(() => namedError(text, small)).toThrow(CheckInvalid)
    expect(() => namedError(text, small)).toThrow(/campaign, spend/)
  })
})

test('an empty table has no edges', async () => {
  const none = sql`(SELECT * FROM ${table} AS t WHERE false)`
  expect(await edgesOf(session.data, none, schema, loads)).toEqual({ campaign: [], spend: [], wild: [] })
  expect(await edgesOf(session.data, rawSql('(SELECT 1)'), { columns: [] }, loads)).toEqual({})
})
