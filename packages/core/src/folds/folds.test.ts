import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { identifier } from '../sql/sql.ts'
import { rawSql, sql } from '../sql/sql.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { withFolds, type FoldRows } from './fold-column.ts'
import { groupedFolds, timeFolds, type FoldPlan } from './fold-plan.ts'
import { FoldsImpossible } from './folds-impossible.ts'
import { splitsOf } from './splits.ts'

const week = 7 * 86_400_000
const dates = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2026, 0, 5) + i * week))
const columns = { fold: '__fold', asOf: '__as_of' }

let data: MemorySession
beforeAll(async () => {
  data = await MemorySession.open()
  // 300 customers in 100 households, at every date; the household of every tenth is missing, one in 30 buys once.
  await data.run(`CREATE TABLE rows_given AS
    SELECT 'c' || c AS customer, CASE WHEN c % 10 = 9 THEN NULL ELSE 'h' || c // 3 END AS "house ""hold",
      CAST(c % 30 = 3 AND d = 2 AS DOUBLE) AS __target, TIMESTAMP '2026-01-05' + INTERVAL 7 DAY * d AS __as_of, true AS __learn
    FROM range(300) t(c), range(12) u(d)`)
})
afterAll(() => data.close())

const table = rawSql('rows_given')
const rowsOf = (key = 'customer'): FoldRows => ({ table, key, asOf: '__as_of', learn: '__learn', dates })

interface Row {
  readonly customer: string
  readonly household: string | null
  readonly fold: number
  readonly target: number
  readonly at: Date
}

function dealt(plan: FoldPlan): Promise<Row[]> {
  return data.rows<Row>(
    sql`SELECT customer, "house ""hold" AS household, __fold AS fold, __target AS target, __as_of AS "at"
      FROM ${withFolds(plan, rowsOf(), '__fold')} ORDER BY ALL`,
  )
}

describe('grouped folds', () => {
  test.each<[string, FoldPlan, keyof Row]>([
    ['by key', groupedFolds(), 'customer'],
    ['by another column', groupedFolds({ by: 'house "hold' }), 'household'],
    ['stratified by key', groupedFolds({ stratified: true }), 'customer'],
    ['stratified by another column', groupedFolds({ stratified: true, by: 'house "hold' }), 'household'],
  ])('%s: a group is in one fold, and every fold has its share', async (_name, plan, column) => {
    const rows = await dealt(plan)
    expect(rows).toHaveLength(3600)
    for (const group of Map.groupBy(rows, row => row[column]).values()) {
      expect(new Set(group.map(row => row.fold)).size).toBe(1)
    }
    const named = rows.filter(row => row[column] !== null)
    for (let fold = 0; fold < 5; fold++) {
      const share = named.filter(row => row.fold === fold).length / named.length
      expect(share).toBeGreaterThan(0.1)
      expect(share).toBeLessThan(0.3)
    }
    expect(await dealt(plan)).toEqual(rows)
  })

  test('stratified: ten buyers are two in each of five folds', async () => {
    const rows = await dealt(groupedFolds({ stratified: true }))
    const buyers = new Map(rows.filter(row => row.target === 1).map(row => [row.customer, row.fold]))
    expect(buyers.size).toBe(10)
    expect([0, 1, 2, 3, 4].map(fold => [...buyers.values()].filter(of => of === fold).length)).toEqual([
      2, 2, 2, 2, 2,
    ])
  })

  test('rows without a group stand together in fold 0', async () => {
    const rows = await dealt(groupedFolds({ by: 'house "hold' }))
    expect(new Set(rows.filter(row => row.household === null).map(row => row.fold))).toEqual(new Set([0]))
  })
})

async function split(plan: FoldPlan, validation: boolean, horizonDays = 14) {
  const all = withFolds(plan, rowsOf(), '__fold')
  const count = async (condition: Parameters<typeof joined>[0]) => joined(condition, all)
  const splits = splitsOf(plan, { columns, dates, horizonDays, validation })
  return Promise.all(
    splits.map(async ({ learn, validation: watched, held }) => ({
      learn: await count(learn),
      watched: watched ? await count(watched) : [],
      held: await count(held),
    })),
  )
}

interface Place {
  readonly customer: string
  readonly at: Date
}

async function joined(
  condition: ReturnType<typeof identifier>,
  all: ReturnType<typeof sql>,
): Promise<Place[]> {
  return data.rows<Place>(sql`SELECT customer, __as_of AS "at" FROM ${all} r WHERE ${condition}`)
}

describe.each([false, true])('splits (validation: %s)', validation => {
  test('of groups: every row is held once, and no customer is on two sides', async () => {
    const splits = await split(groupedFolds(), validation)
    expect(splits.flatMap(({ held }) => held)).toHaveLength(3600)
    for (const { learn, watched, held } of splits) {
      const sides = [learn, watched, held].map(side => new Set(side.map(({ customer }) => customer)))
      const [learned, seen, kept] = sides as [Set<string>, Set<string>, Set<string>]
      expect(learned.isDisjointFrom(kept) && learned.isDisjointFrom(seen) && seen.isDisjointFrom(kept)).toBe(
        true,
      )
      expect(learned.size + seen.size + kept.size).toBe(300)
      expect(seen.size > 0).toBe(validation)
    }
  })

  test('in time: what is learned was known when what is watched began, and that when the held began', async () => {
    const splits = await split(timeFolds({ folds: 2 }), validation)
    expect(splits.map(({ held }) => held.length)).toEqual([4 * 300, 4 * 300])
    for (const { learn, watched, held } of splits) {
      const after = (earlier: Place[], later: Place[]) =>
        Math.max(...earlier.map(({ at }) => at.getTime())) + 2 * week <=
        Math.min(...later.map(({ at }) => at.getTime()))
      expect(learn.length).toBeGreaterThan(0)
      expect(after(learn, held)).toBe(true)
      if (!validation) continue
      expect(after(learn, watched)).toBe(true)
      expect(after(watched, held)).toBe(true)
    }
  })
})

test.each<[string, () => unknown, RegExp]>([
  [
    'two folds with early stopping',
    () => splitsOf(groupedFolds({ folds: 2 }), options(true)),
    /3 folds or more/,
  ],
  ['fewer dates than blocks', () => splitsOf(timeFolds({ folds: 12 }), options(false)), /13 training dates/],
  [
    'labels that take longer than the dates before a block',
    () => splitsOf(timeFolds({ folds: 5 }), { ...options(false), horizonDays: 28 }),
    /no training date before 2026-01-19/,
  ],
  [
    'the same with early stopping',
    () => splitsOf(timeFolds({ folds: 3 }), { ...options(true), horizonDays: 28 }),
    /There are 12 training dates; with 3 folds 29 weekly ones or more are enough/,
  ],
])('%s are refused', (_name, run, message) => {
  expect(run).toThrow(FoldsImpossible)
  expect(run).toThrow(message)
})

test.each([
  [1, 0, false],
  [1, 0, true],
  [3, 28, true],
  [4, 10, true],
  [5, 28, false],
  [9, 90, true],
])(
  '%i folds of labels that take %i days (validation: %s): as many dates as the message says are enough',
  (folds, horizonDays, validation) => {
    const weekly = (count: number) => Array.from({ length: count }, (_, i) => new Date(i * week))
    const run = (count: number) =>
      splitsOf(timeFolds({ folds }), { columns, dates: weekly(count), horizonDays, validation })
    const refused = (count: number) => {
      try {
        run(count)
        return undefined
      } catch (error) {
        return error instanceof FoldsImpossible ? error.message : String(error)
      }
    }
    const counts = Array.from({ length: 40 * folds }, (_, i) => folds + 1 + i)
    const said = counts.flatMap(
      count =>
        /folds (\d+) weekly/
          .exec(refused(count) ?? '')
          ?.slice(1)
          .map(Number) ?? [],
    )
    const [enough = folds + 1] = said
    expect(said.every(each => each === enough)).toBe(true)
    expect(counts.filter(count => count >= enough).flatMap(count => refused(count) ?? [])).toEqual([])
    if (enough > folds + 1) expect(refused(enough - 1)).toBeDefined()
  },
)

test('of labels that are known at once the watched dates are not learned from', async () => {
  for (const { learn, watched } of await split(timeFolds({ folds: 2 }), true, 0)) {
    const times = (rows: Place[]) => new Set(rows.map(({ at }) => at.getTime()))
    expect(times(learn).isDisjointFrom(times(watched))).toBe(true)
  }
})

function options(validation: boolean) {
  return { columns, dates, horizonDays: 0, validation }
}

test('the date blocks of any number of folds are in order and hold every date', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 11 }), folds => {
      const splits = splitsOf(timeFolds({ folds }), { columns, dates, horizonDays: 0, validation: false })
      expect(splits.map(({ fold }) => fold)).toEqual(Array.from({ length: folds }, (_, i) => i + 1))
    }),
  )
})
