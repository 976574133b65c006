import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rawSql, sql } from '../sql/sql.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'
import { check, type CheckDefinition, type CheckResult } from './check.ts'
import { CheckInvalid } from './check-invalid.ts'
import { runChecks, type ChecksScope } from './run-checks.ts'

const dayMs = 86_400_000
const first = Date.UTC(2026, 1, 2, 6)
const dayAt = (day: number) => new Date(first + day * dayMs)

let session: TestSession
let history: TestHistory

beforeEach(async () => {
  session = await TestSession.open()
  history = new TestHistory()
})

/** Checks a load of a day. */
async function judge(
  day: number,
  query: string,
  definitions: readonly CheckDefinition[],
  options: Partial<ChecksScope> = {},
): Promise<CheckResult[]> {
  const schema = await session.describe(query)
  const scope = {
    data: session.data,
    table: rawSql(`(${query})`),
    schema,
    subject: 'ads',
    asOf: dayAt(day),
    history,
  }
  return runChecks(definitions, { ...scope, ...options })
}

/** Loads of the days before `days`, all of which end well. */
async function past(days: number, load: (day: number) => string, definitions: readonly CheckDefinition[]) {
  for (let day = 0; day < days; day += 1) {
    await judge(day, load(day), definitions)
    history.succeed(`run-${day}`, dayAt(day))
  }
}

interface Ads {
  readonly campaigns?: number
  readonly spend?: string
  readonly clicks?: string
  readonly from?: number
}

/** Forty hours of some campaigns on a day, with noise that is the same whenever it is made. */
function ads(day: number, { campaigns = 5, spend = '', clicks = '', from = 0 }: Ads = {}): string {
  const noise = `(0.9 + 0.2 * (hash(c * 1000 + h + ${day} * 77777) % 1000) / 1000)`
  return `SELECT 'c' || c AS campaign, TIMESTAMP '2026-02-02' + to_hours(${day * 24} + h - 24) AS ts,
    floor(1000 * ${noise})::DOUBLE AS impressions,
    floor(${clicks || `30 * ${noise}`})::DOUBLE AS clicks, round(10 * ${noise} ${spend}, 2)::DOUBLE AS spend
    FROM range(${from}, ${campaigns}) a(c), range(24) b(h)`
}

const cases: readonly [string, CheckDefinition, (day: number) => string, Partial<CheckResult>][] = [
  ['a sum as usual', check.metric({ sum: 'spend' }), day => ads(day), { status: 'passed' }],
  [
    'cents instead of units',
    check.metric({ sum: 'spend' }),
    day => ads(day, { spend: '* 100' }),
    { status: 'failed', severity: 'warn', likelyCause: expect.stringMatching(/cents/) as string },
  ],
  [
    'micros instead of units',
    check.metric({ mean: 'spend' }),
    day => ads(day, { spend: '* 1000000' }),
    { status: 'failed', likelyCause: expect.stringMatching(/micros/) as string },
  ],
  [
    'another currency, which the user named',
    check.metric({ sum: 'spend' }, { factors: { 'kroner instead of euros': 7.46 } }),
    day => ads(day, { spend: '* 7.46' }),
    { status: 'failed', likelyCause: 'kroner instead of euros: 7.46 times as much' },
  ],
  [
    'a third of a sum',
    check.metric({ sum: 'spend' }),
    day => ads(day, { spend: '/ 3' }),
    { status: 'failed', severity: 'block' },
  ],
  [
    'a column that came empty',
    check.metric({ sum: 'spend' }),
    day => `SELECT * REPLACE (NULL::DOUBLE AS spend) FROM (${ads(day)})`,
    { status: 'failed', observed: null },
  ],
  [
    'an aggregate of the user',
    check.metric({ sql: sql`sum(spend) / sum(clicks)`, as: 'cpc' }),
    day => ads(day, { clicks: '3' }),
    { status: 'failed', name: 'metric(cpc)' },
  ],
  [
    'half of the values missing',
    check.metric({ missing: 'spend' }),
    day => `SELECT * REPLACE (CASE WHEN hash(ts) % 2 = 0 THEN spend END AS spend) FROM (${ads(day)})`,
    { status: 'failed', column: 'spend' },
  ],
  ['a ratio as usual', check.ratio('clicks', 'impressions'), day => ads(day), { status: 'passed' }],
  [
    'clicks gone while impressions stay',
    check.ratio('clicks', 'impressions'),
    day => ads(day, { clicks: '0' }),
    { status: 'failed', severity: 'block' },
  ],
  [
    'a denominator of nothing',
    check.ratio('spend', 'clicks'),
    day => ads(day, { clicks: '0' }),
    { status: 'failed', observed: null },
  ],
  ['other rows than before', check.copy(), day => ads(day), { status: 'passed' }],
  [
    'the rows of yesterday under the date of today',
    check.copy(),
    day => `SELECT * REPLACE (ts + to_days(1) AS ts) FROM (${ads(day - 1)})`,
    { status: 'failed', severity: 'block', likelyCause: expect.stringMatching(/earlier answer/) as string },
  ],
  [
    'the rows of three days ago in another order',
    check.copy(),
    day => `SELECT * FROM (${ads(day - 3)}) ORDER BY spend`,
    { status: 'failed', severity: 'block' },
  ],
  [
    'yesterday with one row in fifty replaced',
    check.copy(),
    day =>
      `SELECT * REPLACE (CASE WHEN hash(ts, campaign) % 50 = 0 THEN -1 ELSE spend END AS spend) FROM (${ads(day - 1)})`,
    { status: 'failed', severity: 'block' },
  ],
  ['all campaigns', check.slices('campaign'), day => ads(day), { status: 'passed' }],
  [
    'two of five campaigns gone',
    check.slices('campaign', { noun: 'campaigns', size: 'spend' }),
    day => ads(day, { campaigns: 3 }),
    {
      status: 'failed',
      severity: 'block',
      message: expect.stringMatching(/3 of 5 campaigns are there.*"c3"/) as string,
    },
  ],
  ['a new campaign', check.slices('campaign'), day => ads(day, { campaigns: 6 }), { status: 'passed' }],
  [
    'the last six hours of the day',
    check.slices('ts', { by: 'hour' }),
    day => `SELECT * FROM (${ads(day)}) WHERE hour(ts) < 18`,
    { status: 'failed', severity: 'block', name: 'slices(hours of ts)' },
  ],
  ['a sum that stands still', check.constant('spend'), day => ads(day < 17 ? day : 17), { status: 'passed' }],
]

describe('a load after twenty days of loads', () => {
  let learned: TestHistory

  beforeAll(async () => {
    session = await TestSession.open()
    history = new TestHistory()
    learned = history
    await past(
      20,
      day => ads(day),
      cases.map(([, definition]) => definition),
    )
  })

  test.each(cases)('%s', async (_name, definition, load, expected) => {
    history = learned
    const [result] = await judge(20, load(20), [definition])
    expect(result).toMatchObject({ subject: 'ads', check: definition.kind, ...expected })
    expect(result?.message).toMatch(/^ads: /)
  })

  test('what fails names the number of rows beside it', async () => {
    const definitions = [check.rowCount(), check.metric({ sum: 'spend' })]
    await past(20, day => ads(day), definitions)
    const twice = `${ads(20)} UNION ALL ${ads(20)}`
    const [, result] = await judge(20, twice, definitions)
    expect(result?.likelyCause).toMatch(/there twice/)
    expect(result?.evidence).toEqual(['240 rows, about 120 in the last runs: 100 % more'])
  })

  test('a value that stands still after it varied', async () => {
    await past(20, day => ads(Math.min(day, 15)), [check.constant('spend')])
    const [result] = await judge(20, ads(15), [check.constant('spend')])
    expect(result).toMatchObject({ status: 'failed', likelyCause: expect.stringMatching(/cache/) as string })
  })
})

describe('nothing to go by is said', () => {
  const all = [
    check.metric({ sum: 'spend' }),
    check.ratio('clicks', 'impressions'),
    check.constant('spend'),
    check.copy(),
    check.slices('campaign'),
    check.restated('ts', 'spend'),
  ]

  test.each(all.map(definition => [definition.kind, definition] as const))(
    'the first load: %s is learning',
    async (_kind, definition) => {
      const [result] = await judge(0, ads(0), [definition])
      expect(result?.status).toBe('learning')
      expect(result?.message).toMatch(/learning \(\S+ of \d+|learning \(no value yet\)/)
    },
  )

  test.each(all.map(definition => [definition.kind, definition] as const))(
    'a load without rows never passes %s',
    async (_kind, definition) => {
      await past(3, day => ads(day), [definition])
      const [result] = await judge(3, `SELECT * FROM (${ads(3)}) WHERE false`, [definition])
      expect(result?.status).toBe('failed')
    },
  )

  test('daily runs tell how many of fourteen days there are', async () => {
    const metric = check.metric({ sum: 'spend' })
    await past(3, day => ads(day), [metric])
    const [result] = await judge(3, ads(3), [metric])
    expect(result?.message).toMatch(/learning \(3 of 14 days\)/)
  })

  test('other deployments lend what a new one has not', async () => {
    const metric = check.metric({ sum: 'spend' })
    const series = (factor: number) =>
      Array.from({ length: 40 }, (_, day) => ({
        run: `s${day}`,
        asOf: dayAt(day - 37),
        value: factor * (day % 7 < 5 ? 1200 : 700) * (0.95 + ((day * 37) % 10) / 100),
      }))
    const siblings = () => Promise.resolve([1, 2, 3, 5].map(series))
    await past(3, day => ads(day), [metric])
    const borrowing = { history: Object.assign(history, { siblings }) }
    const [result] = await judge(3, ads(3), [metric], borrowing)
    expect(result?.message).toMatch(/using 4 similar deployments/)
  })

  test('a run as of the same instant is no history', async () => {
    await past(3, day => ads(day), [check.copy()])
    const [again] = await judge(2, ads(2), [check.copy()])
    expect(again?.status).toBe('passed')
  })
})

describe('marks of people', () => {
  const metric = check.metric({ sum: 'spend' })
  const point = (day: number, value: number, mark: object = {}) => ({
    run: `r${day}`,
    asOf: dayAt(day),
    value,
    ...mark,
  })

  test.each([
    ['an excluded level is not learned', { excluded: true }, 'failed'],
    ['an expected level is', { expected: true }, 'passed'],
  ])('%s', async (_name, mark, status) => {
    const name = 'ads/metric/sum(spend)'
    for (let day = 0; day < 20; day += 1) history.add(name, point(day, 400 + (day % 5) * 10))
    for (let day = 20; day < 22; day += 1) history.add(name, point(day, 1200, mark))
    const [result] = await judge(22, ads(22), [metric])
    expect(result?.status).toBe(status)
  })
})

describe('restatement', () => {
  /** The last ten days, of which the young ones are a little low at first. */
  const window = (
    day: number,
    factor = '1',
  ) => `SELECT ts, (spend * CASE WHEN age <= 2 THEN 0.97 ELSE 1 END * ${factor})::DOUBLE AS spend
    FROM (SELECT DATE '2026-02-02' + INTERVAL (${day} - age) DAY AS ts, age, 100 + hash(${day} - age) % 50 AS spend
      FROM range(1, 11) d(age))`
  const definition = check.restated('ts', 'spend', { days: 10 })

  test('days that settle as usual pass', async () => {
    await past(20, day => window(day), [definition])
    const [result] = await judge(20, window(20), [definition])
    expect(result).toMatchObject({ status: 'passed' })
  })

  test.each([
    [
      'a week-old day that doubles',
      `CASE WHEN age = 7 THEN 2 ELSE 1 END`,
      /2026-02-15.*7 days back changed by \+100 %/,
    ],
    ['a day that is gone', `CASE WHEN age = 5 THEN 0 ELSE 1 END`, /2026-02-17.*-100 %/],
  ])('%s', async (_name, factor, message) => {
    await past(20, day => window(day), [definition])
    const [result] = await judge(20, window(20, factor), [definition])
    expect(result).toMatchObject({ status: 'failed', severity: 'warn' })
    expect(result?.message).toMatch(message)
  })
})

describe('the budget of false alarms', () => {
  const value = (day: number) => 1000 * (1 + 0.05 * Math.sin(day * 2.7) + 0.02 * Math.cos(day * 5.1))

  /** Columns that were like `value` for thirty days, and now have the given values. */
  async function columns(now: readonly number[], testsPerDay?: number) {
    const names = now.map((_, i) => `v${i}`)
    for (const name of names) {
      for (let day = 0; day < 30; day += 1) {
        history.add(`ads/metric/sum(${name})`, { run: `r${day}`, asOf: dayAt(day), value: value(day) })
      }
    }
    const query = `SELECT ${now.map((found, i) => `${found}::DOUBLE AS v${i}`).join(', ')}`
    const budgeted = Object.assign(history, { testsPerDay: () => Promise.resolve(testsPerDay) })
    const definitions = names.map(name => check.metric({ sum: name }, { minChange: 0.05 }))
    return judge(30, query, definitions, { history: budgeted })
  }

  /** So many tests a day that each may have this share of false alarms. */
  const testsFor = (falseAlarms: number) => 1 / (30 * falseAlarms)

  /** How likely the value is by chance, which the thresholds are set around. */
  async function chanceOf(now: number): Promise<number> {
    const [result] = await columns([now])
    return result?.p ?? 1
  }

  test('few tests a day may each be more sensitive', async () => {
    const p = await chanceOf(1140)
    expect(p).toBeLessThan(0.004)
    const [strict] = await columns([1140], testsFor(p / 2))
    const [lenient] = await columns([1140], testsFor(p * 2))
    expect([strict?.status, lenient?.status]).toEqual(['passed', 'failed'])
  })

  test('what many see at once is found in all of them', async () => {
    const tests = testsFor((await chanceOf(1140)) / 2)
    const [alone] = await columns([1140, 1000, 1000, 1000], tests)
    const crowd = await columns([1140, 2000, 2000, 2000, 2000, 2000, 2000], tests)
    expect(alone?.status).toBe('passed')
    expect(crowd.map(({ status }) => status)).toEqual(crowd.map(() => 'failed'))
  })
})

test('masked values are in history as hashes and in no message', async () => {
  const definition = check.slices('campaign')
  await past(3, day => ads(day), [definition])
  const masked = { masked: ['campaign'], history: new TestHistory() }
  await judge(0, ads(0), [definition], masked)
  masked.history.succeed('run-0', dayAt(0))
  const [point] = await masked.history.read('ads/slices/value/campaign/')
  expect(point?.detail).not.toMatch(/"c1"/)
  const [result] = await judge(1, ads(1, { campaigns: 2 }), [definition], masked)
  expect(result?.status).toBe('failed')
  expect(JSON.stringify(result)).not.toMatch(/"c\d/)
})

describe('what cannot hold is refused', () => {
  test.each<[string, () => unknown, string]>([
    ['a metric of nothing', () => check.metric({} as never), 'metric'],
    ['an unknown measure', () => check.metric({ average: 'a' } as never), 'metric'],
    ['an aggregate without a name', () => check.metric({ sql: sql`sum(a)`, as: '' }), 'as'],
    ['a change below nothing', () => check.ratio('a', 'b', { minChange: -1 }), 'minChange'],
    ['a copy of no load', () => check.copy({ minRuns: 0 }), 'minRuns'],
    ['a coverage above 1', () => check.slices('a', { atLeast: 2 }), 'atLeast'],
    ['days beyond the longest', () => check.restated('a', 'b', { days: 1000 }), 'days'],
    ['no false alarms at all', () => check.constant('a', { falseAlarms: 0 }), 'falseAlarms'],
  ])('%s', (_name, make, option) => {
    expect(make).toThrow(CheckInvalid)
    expect(make).toThrow(option)
  })
})
