import { beforeEach, describe, expect, test } from 'vitest'
import { rawSql } from '../sql/sql.ts'
import { check, type CheckDefinition } from './check.ts'
import type { ScoresOptions } from './kinds/scores.ts'
import { runChecks } from './run-checks.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'

const asOf = new Date('2026-03-16T06:00:00Z')
let session: TestSession
let history: TestHistory

beforeEach(async () => {
  session = await TestSession.open()
  history = new TestHistory()
})

async function checked(
  query: string,
  definition: CheckDefinition,
  others: Readonly<Record<string, string>> = {},
) {
  const tables = await Promise.all(
    Object.entries(others).map(
      async ([name, text]) =>
        [name, { table: rawSql(`(${text})`), schema: await session.describe(text) }] as const,
    ),
  )
  const schema = await session.describe(query)
  const table = rawSql(`(${query})`)
  const scope = { data: session.data, table, schema, subject: 'scores', asOf, history }
  return runChecks([definition], { ...scope, others: Object.fromEntries(tables) })
}

/** Scores spread evenly over 0 … 2 × mean, with those above 0.5 decided. */
const spread = (mean: number, rows = 2000) =>
  `SELECT p AS probability, p > 0.5 AS decision FROM (SELECT ${2 * mean}e0 * (i + 0.5) / ${rows} AS p FROM range(${rows}) r(i))`

describe('scores that are useless whatever they are compared with are blocked', () => {
  test.each([
    ['missing', `SELECT NULL::DOUBLE AS probability UNION ALL SELECT 0.5e0`, ['missing']],
    ['NaN', `SELECT 'nan'::DOUBLE AS probability`, ['missing']],
    ['above 1', `SELECT 1.5e0 AS probability`, ['range']],
    ['infinite', `SELECT 'inf'::DOUBLE AS probability`, ['range']],
    ['all the same', `SELECT 0.3e0 AS probability FROM range(20)`, ['constant']],
    [
      'missing and negative',
      `SELECT NULL::DOUBLE AS probability UNION ALL SELECT -0.5e0`,
      ['missing', 'range'],
    ],
  ])('%s', async (_name, query, parts) => {
    const results = await checked(query, check.scores())
    expect(results.map(({ name }) => name)).toEqual(parts.map(part => `scores(probability)/${part}`))
    expect(results.every(({ severity, status }) => severity === 'block' && status === 'failed')).toBe(true)
    expect(history.recorded.size).toBe(0)
  })

  test('a few rows may have one score', async () => {
    expect(await checked(`SELECT 0.3e0 AS probability FROM range(5)`, check.scores())).toMatchObject([
      { status: 'learning' },
    ])
  })

  test('a prediction of a regression may lie anywhere', async () => {
    const query = `SELECT i * 100e0 - 500 AS probability FROM range(50) r(i)`
    expect(await checked(query, check.scores({ probability: false }))).toMatchObject([{ status: 'learning' }])
  })
})

describe('against training and the last run', () => {
  const training = { rows: 10_000, mean: 0.2, shareAbove: 0.1 }
  const options: ScoresOptions = { decision: 'decision', training }
  const found = async (mean: number, change: ScoresOptions = {}, rows?: number) =>
    (await checked(spread(mean, rows), check.scores({ ...options, ...change }))).map(
      ({ name, status, severity }) => `${status} ${severity} ${name?.split('/')[1] ?? ''}`.trim(),
    )

  test.each([
    ['as in training', 0.2, { training: { ...training, shareAbove: 0 } }, ['passed warn']],
    ['a mean 60 % higher', 0.32, { training: { rows: 10_000, mean: 0.2 } }, ['failed warn mean']],
    ['a mean five times lower', 0.04, { training: { rows: 10_000, mean: 0.2 } }, ['failed block mean']],
    ['nobody above the threshold', 0.2, {}, ['failed block share-above']],
    [
      'far more above the threshold',
      0.29,
      { training: { ...training, shareAbove: 0.01 } },
      ['failed warn share-above'],
    ],
    ['a wider limit', 0.32, { training: { rows: 10_000, mean: 0.2 }, maxMeanShift: 0.7 }, ['passed warn']],
    [
      'a wider limit of the share',
      0.29,
      { training: { ...training, shareAbove: 0.11 }, maxShareShift: 0.4 },
      ['passed warn'],
    ],
  ] as const)('%s', async (_name, mean, change, expected) => {
    expect(await found(mean, change)).toEqual(expected)
  })

  test('a change within chance of few rows is none', async () => {
    expect(await found(0.32, { training: { rows: 10_000, mean: 0.2 } }, 8)).toEqual(['passed warn'])
  })

  test('a share within chance of few rows is none', async () => {
    const few = { training: { rows: 10_000, mean: 0.32, shareAbove: 0.1 } }
    expect(await found(0.32, few, 8)).toEqual(['passed warn'])
    expect(await found(0.32, few, 800)).toEqual(['failed warn share-above'])
  })

  test('the last run comes before training', async () => {
    await checked(spread(0.32), check.scores(options))
    history.succeed('last', new Date('2026-03-09T06:00:00Z'))
    const [result] = await checked(spread(0.32), check.scores({ training: { rows: 10_000, mean: 0.2 } }))
    expect(result).toMatchObject({ status: 'passed' })
    expect(result?.message).toBe('scores: mean score 32 %, 32 % in the last run')
  })

  test('with nothing to compare with it says so', async () => {
    const [result] = await checked(spread(0.2), check.scores())
    expect(result).toMatchObject({ status: 'learning' })
    expect(result?.message).toContain('learning (0 of 1 runs)')
  })
})

describe('check.matched', () => {
  const query = `SELECT 'c' || i AS id, i % 3 * 1e0 AS shop FROM range(100) r(i)`
  const half = {
    customers: `SELECT 'c' || i AS key, i % 3 * 1e0 AS shop FROM range(50) r(i) UNION ALL SELECT NULL, NULL`,
  }

  test.each([
    ['below the limit', { in: 'customers', columns: 'key', atLeast: 0.6 }, 'failed', 'block'],
    ['at the limit', { in: 'customers', columns: 'key', atLeast: 0.5 }, 'passed', 'block'],
    ['without limit and history', { in: 'customers', columns: 'key' }, 'learning', 'warn'],
    ['in a dataset that is not there', { in: 'nobody', columns: 'key' }, 'failed', 'block'],
    ['by a column that is not there', { in: 'customers' }, 'failed', 'block'],
    ['by a column of another type', { in: 'customers', columns: 'shop' }, 'failed', 'block'],
  ] as const)('%s', async (_name, options, status, severity) => {
    expect(await checked(query, check.matched('id', options), half)).toMatchObject([{ status, severity }])
  })

  test('a key of two columns', async () => {
    const definition = check.matched(['id', 'shop'], {
      in: 'customers',
      columns: ['key', 'shop'],
      atLeast: 1,
    })
    expect(await checked(query, definition, half)).toMatchObject([{ observed: 0.5, status: 'failed' }])
  })

  test('a share that fell against earlier runs warns', async () => {
    history.addWeekly('scores/matched(id in customers)', asOf, [0.98, 0.97])
    const [result] = await checked(query, check.matched('id', { in: 'customers', columns: 'key' }), half)
    expect(result).toMatchObject({ status: 'failed', severity: 'warn' })
    expect(result?.message).toContain('97.5 % were in earlier runs')
    const lenient = check.matched('id', { in: 'customers', columns: 'key', maxDrop: 0.5 })
    expect(await checked(query, lenient, half)).toMatchObject([{ status: 'passed' }])
  })

  test('rows without a key are not counted, and only they are not enough', async () => {
    const some = `SELECT 'c1' AS id UNION ALL SELECT NULL`
    const definition = check.matched('id', { in: 'customers', columns: 'key', atLeast: 1 })
    expect(await checked(some, definition, half)).toMatchObject([{ status: 'passed', observed: 1 }])
    expect(await checked('SELECT NULL::VARCHAR AS id', definition, half)).toMatchObject([
      { status: 'failed' },
    ])
  })
})

test.each([
  ['an empty list', () => check.uniqueKey([])],
  ['an empty name', () => check.notNull('')],
  ['a share above 1', () => check.notNull('a', { atMost: 1.5 })],
  ['a share that is NaN', () => check.oneOf('a', ['x'], { atMost: Number.NaN })],
  ['no bound', () => check.range('a', {})],
  ['bounds that cross', () => check.range('a', { min: 2, max: 1 })],
  ['an infinite bound', () => check.range('a', { max: Infinity })],
  ['no values', () => check.oneOf('a', [])],
  ['values of two types', () => check.oneOf('a', ['x', 1])],
  ['no hours', () => check.fresh('at', { withinHours: 0 })],
  ['one run of history', () => check.rowCount({ minRuns: 1 })],
  ['no false alarm ever', () => check.rowCount({ falseAlarms: 0 })],
  ['no column', () => check.schema({})],
  ['a mapping of what is not declared', () => check.schema({ a: 'text' }, { mapping: { b: 'c' } })],
  ['keys of different length', () => check.matched(['a', 'b'], { in: 'x', columns: ['a'] })],
  ['no shift at all', () => check.scores({ maxMeanShift: 0 })],
  ['half a row', () => check.notEmpty({ atLeast: 0.5 })],
])('a check is refused when it has %s', (_name, make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'check-invalid' }))
})
