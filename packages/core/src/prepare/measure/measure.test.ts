import { call, column, literal, type ExprNode } from '@sluice/expr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identifier, rawSql } from '../../sql/sql.ts'
import { MemorySession } from '../../testing/memory-session.ts'
import type { Measurement, Statistic } from '../../transforms/transform.ts'
import { noKnowledge } from './knowledge.ts'
import { measure, survey } from './measure.ts'

let data: MemorySession
beforeAll(async () => {
  data = await MemorySession.open({ threads: 4 })
  // More than two row groups, so that several threads take part; a heavy tail, gaps and an offset.
  await data.run(`CREATE TABLE large AS SELECT i,
    CASE WHEN i % 17 > 0 THEN exp((hash(i) % 1000003) / 100000e0) END AS x,
    1e9 + (hash(i + 1) % 1000003) / 1e6 AS y FROM range(400000) r(i)`)
})
afterAll(() => data.close())

const x = column('x', 'number')
const y = column('y', 'number')

async function measured(
  table: string,
  nodes: readonly ExprNode[],
  statistics: readonly Statistic[],
): Promise<readonly Measurement[]> {
  const source = { rows: identifier(table), data, nanSafe: false }
  const knowledge = noKnowledge()
  await survey(nodes, [], knowledge, source)
  return measure(statistics, [], knowledge, source)
}

const all = (of: ExprNode): readonly Statistic[] => [
  { kind: 'moments', of },
  { kind: 'extremes', of },
  { kind: 'quantiles', of, at: [0, 0.01, 0.5, 0.99, 1], method: 'linear' },
  { kind: 'missing', of },
  { kind: 'counts', of, top: 3 },
  { kind: 'quantiles', of, at: { evenly: 50 }, method: 'linear' },
  { kind: 'sample', of },
]

test('statistics of 400 000 rows are the same for any order and any number of threads, to the last bit', async () => {
  const first = await measured('large', [x, y], [...all(x), ...all(y)])
  await data.run('CREATE OR REPLACE TABLE shuffled AS SELECT * FROM large ORDER BY hash(i * 31)')
  expect(await measured('shuffled', [x, y], [...all(x), ...all(y)])).toEqual(first)
  await data.run('SET threads = 1')
  expect(await measured('large', [x, y], [...all(x), ...all(y)])).toEqual(first)
  await data.run('SET threads = 4')
})

test('mean and variance are right to 1e-14 at an offset of 1e9', async () => {
  const [found] = await measured('large', [y], [{ kind: 'moments', of: y }])
  // The same without the offset, by sums that lose nothing.
  const [exact] = await data.rows<{ mean: number; variance: number }>(`
    SELECT fsum(z) / count(*) AS mean, (fsum(z * z) - fsum(z) * fsum(z) / count(*)) / count(*) AS variance
    FROM (SELECT y - 1e9 AS z FROM large)`)
  const { mean, variance } = found as Measurement & { kind: 'moments' }
  expect(Math.abs(mean - 1e9 - (exact?.mean ?? 0))).toBeLessThan(1.2e-7)
  expect(Math.abs(variance / (exact?.variance ?? 0) - 1)).toBeLessThan(1e-12)
})

test('all statistics of a stage are one statement, and what is known is not asked again', async () => {
  const source = { rows: identifier('large'), data, nanSafe: false }
  const knowledge = noKnowledge()
  await survey([x, y], [], knowledge, source)
  const median: Statistic = { kind: 'quantiles', of: x, at: [0.5], method: 'linear' }
  const tails = { kind: 'quantiles', at: [0.01, 0.99], method: 'linear' } as const
  data.statements.length = 0
  const [middle] = await measure(
    [median, { kind: 'moments', of: y }],
    [{ ...tails, of: x }],
    knowledge,
    source,
  )
  expect(data.statements.length).toBe(1)
  const filled = call(
    'coalesce',
    x,
    literal((middle as Measurement & { kind: 'quantiles' }).values[0] ?? null, 'number'),
  )
  const [clip] = await measure([{ ...tails, of: filled }, median], [], knowledge, source)
  expect(data.statements.length).toBe(1)
  const [direct] = await data.rows<{ q: number[] }>(
    rawSql(
      `SELECT quantile_cont(coalesce(x, (SELECT quantile_cont(x, 0.5) FROM large)), [0.01, 0.99]) AS q FROM large`,
    ),
  )
  const values = (clip as Measurement & { kind: 'quantiles' }).values
  values.forEach((value, i) => expect(Math.abs(value / (direct?.q[i] ?? 0) - 1)).toBeLessThan(1e-9))
})

test('what only the rows can tell is surveyed first', async () => {
  const source = { rows: identifier('large'), data, nanSafe: false }
  const logarithm = call('log1p', call('subtract', x, literal(100)))
  data.statements.length = 0
  const [found] = await measure([{ kind: 'moments', of: logarithm }], [], noKnowledge(), source)
  expect(data.statements.length).toBe(2)
  const [direct] = await data.rows<{ mean: number; n: number }>(
    'SELECT avg(ln(x - 99)) AS mean, count(*) AS n FROM large WHERE x > 99',
  )
  const { mean, rows, missing } = found as Measurement & { kind: 'moments' }
  expect(rows - missing).toBe(direct?.n)
  expect(Math.abs(mean / (direct?.mean ?? 0) - 1)).toBeLessThan(1e-12)
})

test('a sample of few values is all of them, of many one in every so many', async () => {
  const [sample] = await measured('large', [x], [{ kind: 'sample', of: x }])
  const { values, missing } = sample as Measurement & { kind: 'sample' }
  expect(missing).toBe(23_530)
  // 376 470 values: one in four.
  expect(values.length).toBe(94_118)
  expect(values.every((value, i) => i === 0 || value >= (values[i - 1] as number))).toBe(true)
  await data.run('CREATE OR REPLACE TABLE few AS SELECT * FROM (VALUES (3e0), (NULL), (1e0), (3e0)) t(x)')
  const [few] = await measured('few', [x], [{ kind: 'sample', of: x }])
  expect(few).toEqual({ kind: 'sample', missing: 1, values: [1, 3, 3] })
})

test('evenly spaced quantiles are no more than there are rows', async () => {
  const statistic: Statistic = { kind: 'quantiles', of: x, at: { evenly: 100 }, method: 'linear' }
  const [few] = await measured('few', [x], [statistic])
  // Four rows of which one is missing: shares 0, 1/3, 2/3 and 1 of three values.
  const { values } = few as Measurement & { kind: 'quantiles' }
  expect(values.map(value => Math.round(value * 1e9) / 1e9)).toEqual([1, 2.333333333, 3, 3])
})
