import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { groupedFolds } from '../folds/fold-plan.ts'
import { sql } from '../sql/sql.ts'
import type { AsOf } from '../time/as-of.ts'
import { MemorySession } from '../testing/memory-session.ts'
import { trainingRows, type TrainingRowsOptions } from './training-rows.ts'

const dates = {
  training: [new Date('2026-03-08T00:00:00Z'), new Date('2026-03-01T00:00:00Z')],
  evaluation: [new Date('2026-03-15T00:00:00Z')],
}

let data: MemorySession
beforeEach(async () => {
  data = await MemorySession.open()
})
afterEach(() => data.close())

/** Customers c0 … with their number and the date; every third has a label row. */
function optionsOf(customers: number, changes: Partial<TrainingRowsOptions> = {}): TrainingRowsOptions {
  const bind = (asOf: AsOf) => ({
    horizonDays: 7,
    features: sql`SELECT 'c' || i AS "the key", i::DOUBLE AS n, ${asOf}::TIMESTAMP AS seen FROM range(${customers}) r(i)`,
    label: sql`SELECT 'c' || i AS "the key", i AS y FROM range(${customers}) r(i) WHERE i % 3 = 1`,
  })
  return {
    key: 'the key',
    target: 'y',
    task: 'binary',
    folds: groupedFolds(),
    maxRows: 1_000_000,
    bind,
    ...changes,
  }
}

interface Row {
  readonly key: string
  readonly at: Date
  readonly learn: boolean
  readonly target: number
  readonly fold: number
}

async function made(options: TrainingRowsOptions, signal = new AbortController().signal) {
  const done: string[] = []
  const progress = (at: number, all?: number) => void done.push(`${at}/${all}`)
  const ref = await trainingRows(dates, options, { data, signal, progress })
  await data.run('DROP TABLE training_rows')
  const rows = await data.rows<Row>(
    sql`SELECT "the key" AS key, __as_of AS "at", __learn AS learn, __target AS target, __fold AS fold FROM ${data.dataset(ref)}`,
  )
  return { ref, rows, done }
}

test('rows of every date follow each other by date and key, with what they were made for', async () => {
  const { rows, done } = await made(optionsOf(2))
  expect(rows.map(row => [row.at.toISOString().slice(5, 10), row.key, row.learn])).toEqual([
    ['03-01', 'c0', true],
    ['03-01', 'c1', true],
    ['03-08', 'c0', true],
    ['03-08', 'c1', true],
    ['03-15', 'c0', false],
    ['03-15', 'c1', false],
  ])
  expect(done).toEqual(['1/3', '2/3', '3/3'])
})

test('a key without a label row has target 0, others have theirs as a number', async () => {
  const { rows, ref } = await made(optionsOf(6))
  const last = rows.filter(row => !row.learn)
  expect(last.map(row => row.target)).toEqual([0, 1, 0, 0, 4, 0])
  expect(ref.schema.columns.find(column => column.name === '__target')?.type).toBe('number')
})

test('a label row of a key without features makes no row', async () => {
  const label = sql`SELECT 'stranger' AS "the key", 1 AS y`
  const { rows } = await made(optionsOf(2, { bind: asOf => ({ ...optionsOf(2).bind(asOf), label }) }))
  expect(rows.map(row => row.key)).not.toContain('stranger')
  expect(rows.every(row => row.target === 0)).toBe(true)
})

describe('more rows than allowed', () => {
  test('are sampled by whole keys, about as many as allowed, the same ones each time', async () => {
    const options = optionsOf(2000, { maxRows: 1500 })
    const { rows, ref } = await made(options)
    expect(ref.rows).toBeGreaterThan(1300)
    expect(ref.rows).toBeLessThan(1700)
    const perKey = [...Map.groupBy(rows, row => row.key).values()].map(group => group.length)
    expect(new Set(perKey)).toEqual(new Set([3]))
    expect((await made(options)).rows).toEqual(rows)
  })

  test('leave every fold its share', async () => {
    const { rows } = await made(optionsOf(2000, { maxRows: 1500 }))
    const counts = [0, 1, 2, 3, 4].map(fold => rows.filter(row => row.fold === fold).length / rows.length)
    for (const share of counts) expect(share).toBeCloseTo(0.2, 1)
  })

  test('exactly as many as allowed are all kept', async () => {
    expect((await made(optionsOf(100, { maxRows: 300 }))).ref.rows).toBe(300)
  })
})

test('a cancelled training stops between dates', async () => {
  const cancelled = AbortSignal.abort(new Error('enough'))
  await expect(made(optionsOf(2), cancelled)).rejects.toThrow('enough')
})
