import { beforeEach, describe, expect, test } from 'vitest'
import type { InputColumn } from '../prepare/input-column.ts'
import { withQuantiles } from '../prepare/input-quantiles.ts'
import { rawSql } from '../sql/sql.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'
import { check, type CheckDefinition } from './check.ts'
import { runChecks } from './run-checks.ts'

const asOf = new Date('2026-03-16T06:00:00Z')
let session: TestSession
let history: TestHistory

beforeEach(async () => {
  session = await TestSession.open()
  history = new TestHistory()
})

async function checked(query: string, definition: CheckDefinition, subject = 'features') {
  const schema = await session.describe(query)
  const table = rawSql(`(${query})`)
  return runChecks([definition], { data: session.data, table, schema, subject, asOf, history })
}

/** Rows whose spend is log-normal: the quantiles of a normal distribution, so that nothing depends on chance. */
const rows = (
  count: number,
  options: { factor?: number; gold?: number; missing?: number; renamed?: number; newsletter?: number } = {},
) => {
  const { factor = 1, gold = 0.2, missing = 0.1, renamed = 0, newsletter = 0.5 } = options
  const u = (step: number) => `((i * ${step} + 0.5) % ${count}) / ${count}`
  return `SELECT ${factor} * exp(2 + 1.8 * (ln(${u(7919)}) - ln(1 - ${u(7919)})) / 1.7) AS spend,
    CASE WHEN ${u(104_729)} < ${missing} THEN NULL ELSE 30 + 20 * ${u(611_953)} END AS age,
    CASE WHEN ${u(49_979_687)} < ${renamed} THEN 'new ' || i WHEN ${u(15_485_863)} < ${gold} THEN 'gold' WHEN ${u(15_485_863)} < 0.7 THEN 'silver' ELSE 'bronze' END AS tier,
    ${u(32_452_843)} < ${newsletter} AS newsletter FROM range(${count}) t(i)`
}

/** What training keeps of 40,000 rows, by the way that training takes. */
async function training(): Promise<readonly InputColumn[]> {
  const table = rawSql(`(${rows(40_000)})`)
  const statistics = { rows: 40_000, missing: 0 }
  const counts = async (column: string) =>
    session.data.rows<{ value: string; count: number }>(
      rawSql(
        `SELECT ${column}::VARCHAR AS value, count(*) AS count FROM (${rows(40_000)}) GROUP BY 1 ORDER BY 2 DESC`,
      ),
    )
  const [facts] = await session.data.rows<{ spend: number; age: number; missing: number }>(
    rawSql(
      `SELECT avg(spend) AS spend, avg(age) AS age, count_if(age IS NULL) AS missing FROM (${rows(40_000)})`,
    ),
  )
  const input: readonly InputColumn[] = [
    {
      name: 'spend',
      type: 'number',
      nullable: false,
      statistics: { ...statistics, mean: facts?.spend ?? 0 },
    },
    {
      name: 'age',
      type: 'number',
      nullable: true,
      statistics: { rows: 40_000, missing: Number(facts?.missing), mean: facts?.age ?? 0 },
    },
    {
      name: 'tier',
      type: 'text',
      nullable: false,
      statistics: { ...statistics, distinct: 3, top: await counts('tier') },
    },
    {
      name: 'newsletter',
      type: 'boolean',
      nullable: false,
      statistics: { ...statistics, distinct: 2, top: await counts('newsletter') },
    },
  ]
  return withQuantiles(input, table, session.data)
}

describe('columns against training', () => {
  test.each([
    ['as before', rows(12_431), []],
    ['a quarter more spend', rows(12_431, { factor: 1.25 }), ['1 column of 4 not as in training: spend ']],
    ['a tenth more is significant, and no matter', rows(12_431, { factor: 1.1 }), []],
    ['a quarter more in 50 rows may be chance', rows(50, { factor: 1.25 }), []],
    ['many ages missing', rows(5000, { missing: 0.4 }), ['1 column of 4 not as in training: age ']],
    ['no age at all', rows(5000, { missing: 1 }), ['1 column of 4 not as in training: age ']],
    ['more gold', rows(5000, { gold: 0.5 }), ['1 column of 4 not as in training: tier ']],
    ['a fifth of the tiers are new ones', rows(5000, { renamed: 0.2 }), ['known(tier)']],
    ['fewer newsletters', rows(5000, { newsletter: 0.3 }), ['1 column of 4 not as in training: newsletter ']],
    [
      'infinite spends',
      `SELECT * REPLACE ('Infinity'::DOUBLE AS spend) FROM (${rows(5000)})`,
      ['1 column of 4 not as in training: spend '],
    ],
    [
      'NaN is missing',
      `SELECT * REPLACE (CASE WHEN age IS NULL THEN 'NaN'::DOUBLE ELSE age END AS age) FROM (${rows(5000)})`,
      [],
    ],
    [
      'rows without anything',
      `SELECT NULL::DOUBLE AS spend, NULL::DOUBLE AS age, NULL::VARCHAR AS tier, NULL::BOOLEAN AS newsletter FROM range(2000)`,
      ['all-missing', '4 columns'],
    ],
  ] as const)('%s', async (_, query, parts) => {
    const results = await checked(query, check.drift({ reference: await training() }))
    const failed = results.filter(({ status }) => status === 'failed')
    expect(failed.map(({ name, message }) => (name === 'drift' ? message : name))).toEqual(
      parts.map(part => (part.includes('column') ? expect.stringContaining(part) : `drift/${part}`)),
    )
    expect(results.every(({ severity }) => severity === 'warn')).toBe(true)
    if (parts.length === 0) expect(results[0]?.status).toBe('passed')
  })

  test('the message speaks the unit of the column and both numbers of rows', async () => {
    const [found] = await checked(rows(12_431, { factor: 1.3 }), check.drift({ reference: await training() }))
    expect(found?.message).toMatch(
      /^features: 1 column of 4 not as in training: spend (median|typical value|90 % quantile) [\d.]+ → [\d.]+ \(\+(29|30)(\.\d)? %\), n = 12,431 against 40,000 in training\. Look at their sources/,
    )
    expect(found).toMatchObject({ column: 'spend', observed: expect.any(Number) })
  })

  test.each([
    ['no rows', rows(0), {}, { status: 'failed', message: /no rows/ }],
    ['one row', rows(1), {}, { status: 'learning', message: /1 rows are too few/ }],
    [
      'only a column that has not moved',
      rows(5000, { factor: 3 }),
      { columns: ['age'] },
      { status: 'passed', message: /1 column as in training, n = 5,000 against 40,000/ },
    ],
    ['another limit', rows(5000, { factor: 1.3 }), { minShift: 0.5 }, { status: 'passed' }],
    [
      'a severity of its own',
      rows(5000, { factor: 3 }),
      { severity: 'block' },
      { status: 'failed', severity: 'block' },
    ],
    ['no reference', rows(50), { reference: [] }, { status: 'learning', message: /keeps no statistics/ }],
  ] as const)('%s', async (_, query, options, expected) => {
    const [found] = await checked(query, check.drift({ reference: await training(), ...options }))
    const { message = /./, ...rest } = expected as { message?: RegExp }
    expect(found).toMatchObject(rest)
    expect(found?.message).toMatch(message)
  })

  test('statistics of an artifact from before are not compared', async () => {
    const reference = (await training()).map(
      ({ statistics: { quantiles: _, top: _top, ...statistics }, ...column }) => ({ ...column, statistics }),
    )
    expect(await checked(rows(100), check.drift({ reference }))).toMatchObject([{ status: 'learning' }])
  })

  test.each([{ minShift: 0 }, { minShare: Number.NaN }, { falseAlarms: -1 }])('%o is refused', options => {
    expect(() => check.drift(options)).toThrow(/a number above 0/)
  })
})

const scores = (count: number, mean = 0.2, one = 0) =>
  `SELECT CASE WHEN i < ${one} * ${count} THEN 0.1 ELSE 2 * ${mean} * (i + 0.5) / ${count} END AS probability, i % 10 = 0 AS decision FROM range(${count}) t(i)`
const baseline = {
  rows: 40_000,
  mean: 0.2,
  shareAbove: 0.1,
  deciles: Array.from({ length: 11 }, (_, i) => 0.04 * i),
}

describe('scores against training and the last run', () => {
  const definition = check.scoreDrift({ training: baseline, decision: 'decision' })

  test.each([
    ['as before', scores(5000), 'passed', /mean score 0.2 → 0.2/],
    [
      'half as high',
      scores(5000, 0.1),
      'failed',
      /mean score 0.2 → 0.1; above the threshold 10 % → 10 %, n = 5,000, compared with training/,
    ],
    ['most have one score', scores(5000, 0.2, 0.6), 'failed', /60 % of the rows have the same score/],
    ['a few rows', scores(10), 'learning', /learning: 10 scores now/],
  ] as const)('%s', async (_, query, status, message) => {
    const [found] = await checked(query, definition, 'scores')
    expect(found?.status).toBe(status)
    expect(found?.message).toMatch(message)
  })

  test('scores that moved since the last run, and not since training', async () => {
    await checked(scores(5000, 0.1), definition, 'scores')
    history.succeed('run-1', asOf)
    const found = await checked(scores(5000), definition, 'scores')
    expect(found).toMatchObject([
      { name: 'score-drift(probability)/last-run', status: 'failed', severity: 'warn' },
    ])
  })

  test('without anything to compare with, it says so', async () => {
    expect(await checked(scores(100), check.scoreDrift(), 'scores')).toMatchObject([{ status: 'learning' }])
  })
})
