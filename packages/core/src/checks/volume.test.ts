import { describe, expect, test } from 'vitest'
import { check } from './check.ts'
import { rawSql } from '../sql/sql.ts'
import { runChecks } from './run-checks.ts'
import { TestHistory, TestSession } from '../testing/check-session.ts'
import { judgeVolume, type VolumeOptions } from './volume.ts'

const dayMs = 86_400_000
const monday = new Date('2026-03-16T06:00:00Z')
const options: VolumeOptions = { minRuns: 4, minChange: 0.25, falseAlarms: 0.003 }

function every(days: number, values: readonly number[]) {
  return values.map((value, i) => ({
    run: `run-${i}`,
    asOf: new Date(monday.getTime() - (values.length - i) * days * dayMs),
    value,
  }))
}

const weekly = (...values: number[]) => every(7, values)
const kind = (rows: number, history: ReturnType<typeof every>, change: Partial<VolumeOptions> = {}) =>
  judgeVolume(rows, monday, history, { ...options, ...change }).kind

describe('while there are few runs', () => {
  test.each([
    ['no run', 20_000, [], 'learning'],
    ['one run, alike', 20_000, [21_000], 'learning'],
    ['one run, nothing left', 0, [21_000], 'gross'],
    ['one run, 95 % fewer', 1_000, [20_000], 'gross'],
    ['one run, 80 % fewer', 4_000, [20_000], 'unusual'],
    ['one run, six times as many', 120_000, [20_000], 'unusual'],
    ['three runs, a quarter fewer', 14_900, [20_000, 20_100, 19_900], 'learning'],
    ['three runs, a third fewer', 13_300, [20_000, 20_100, 19_900], 'unusual'],
    ['three runs, half', 10_000, [20_000, 20_100, 19_900], 'unusual'],
    ['small counts vary by chance', 1, [6], 'learning'],
    ['nothing before, something now', 500, [0], 'unusual'],
  ] as const)('%s: %s rows after %s are %s', (_name, rows, history, expected) => {
    expect(kind(rows, weekly(...history))).toBe(expected)
  })

  test('the verdict says how many runs are needed', () => {
    expect(judgeVolume(1, monday, weekly(5, 5), options)).toEqual({
      kind: 'learning',
      runs: 2,
      needed: 4,
      siblings: 0,
      isDaily: false,
    })
  })
})

describe('with history', () => {
  const steady = [20_000, 20_400, 19_800, 20_100, 20_300, 19_900, 20_000]
  test.each([
    ['the same', 20_000, steady, 'usual'],
    [
      'no rows after seven equal runs: the tested run is not in its baseline',
      0,
      [7, 7, 7, 7, 7, 7, 7].map(x => x * 1000),
      'gross',
    ],
    ['80 % fewer', 4_000, steady, 'gross'],
    ['45 % fewer', 11_000, steady, 'unusual'],
    ['twice as many', 40_000, steady, 'unusual'],
    ['20 % fewer is below the least change', 16_000, steady, 'usual'],
    ['a constant history and a small change', 7_100, [7000, 7000, 7000, 7000], 'usual'],
    [
      'one earlier outage does not widen the band',
      9_000,
      [20_000, 20_400, 0, 20_100, 20_300, 19_900, 20_000],
      'gross',
    ],
    ['always empty', 0, [0, 0, 0, 0, 0], 'usual'],
    ['small counts vary by chance', 3, [6, 4, 7, 5, 6, 3], 'usual'],
    ['equal small counts vary by chance too', 3, [6, 6, 6, 6, 6, 6], 'usual'],
    ['a tenth of the fewest of a wild history', 50, [1_000, 100_000, 3_000, 50_000], 'gross'],
    ['a noisy history', 9_000, [5_000, 30_000, 12_000, 45_000, 8_000, 20_000], 'usual'],
  ] as const)('%s: %s rows', (_name, rows, history, expected) => {
    expect(kind(rows, weekly(...history))).toBe(expected)
  })

  test('several runs as of one instant count once', () => {
    const same = weekly(20_000).flatMap(point => [point, point, point, point, point])
    expect(judgeVolume(20_000, monday, same, options)).toMatchObject({ kind: 'learning', runs: 1 })
  })
})

describe('daily runs are compared with the same weekday', () => {
  const weekend = (date: Date) => [0, 6].includes(date.getUTCDay())
  const daily = (days: number) =>
    every(1, Array<number>(days).fill(0)).map(point => ({
      ...point,
      value: weekend(point.asOf) ? 11_000 : 20_000,
    }))
  const saturday = new Date(monday.getTime() - 2 * dayMs)

  test('a weekend with fewer rows is usual, a Monday with as few is not', () => {
    const before = daily(28).filter(({ asOf }) => asOf < saturday)
    expect(judgeVolume(11_000, saturday, before, options)).toMatchObject({ kind: 'usual', weekday: 6 })
    expect(kind(11_000, daily(28))).toBe('unusual')
  })

  test('in the first fortnight it is learning, and sees what is gross', () => {
    expect(judgeVolume(19_000, monday, daily(9), options)).toEqual({
      kind: 'learning',
      runs: 9,
      needed: 14,
      siblings: 0,
      isDaily: true,
    })
    expect(kind(9_000, daily(9))).toBe('gross')
  })
})

describe('other deployments', () => {
  const others = [3, 4, 5].map(seed => {
    const normal = normals(seed)
    return weekly(...Array.from({ length: 12 }, () => Math.round(3_000 * seed * Math.exp(0.05 * normal()))))
  })
  const judged = (rows: number, ...own: number[]) =>
    judgeVolume(rows, monday, weekly(...own), options, others)

  test('lend their noise: a quarter fewer after two weekly runs', () => {
    expect(kind(14_600, weekly(20_000, 20_100))).toBe('learning')
    expect(judged(14_600, 20_000, 20_100)).toMatchObject({ kind: 'unusual', siblings: 3 })
  })

  test('do not judge the very first run', () => {
    expect(judged(0)).toEqual({ kind: 'learning', runs: 0, needed: 4, siblings: 3, isDaily: false })
  })
})

test('a third run at a new number is usual from then on', () => {
  const steady = Array<number>(8).fill(20_000)
  expect(judgeVolume(9_900, monday, weekly(...steady, 10_000, 10_100), options)).toMatchObject({
    isNewLevel: true,
  })
  expect(kind(9_900, weekly(...steady, 10_000, 10_100, 9_900))).toBe('usual')
})

test('minRuns changes the outcome', () => {
  const history = weekly(20_000, 20_100, 19_900, 20_000, 20_200)
  expect(kind(20_000, history)).toBe('usual')
  expect(kind(20_000, history, { minRuns: 9 })).toBe('learning')
})

test.each([
  ['minChange', { minChange: 0.9 }, 'usual'],
  ['falseAlarms', { falseAlarms: 1e-7 }, 'usual'],
  ['none', {}, 'unusual'],
] as const)('every option changes the outcome: %s', (_name, change, expected) => {
  expect(kind(11_000, weekly(20_000, 20_100, 19_900, 20_000, 20_200), change)).toBe(expected)
})

describe('the false-alarm rate that is promised', () => {
  test.each([4, 8, 26])('holds for clean weekly runs with 8 %% noise after %i of them', runs => {
    const normal = normals(runs)
    let alarms = 0
    for (let i = 0; i < 500; i += 1) {
      const next = () => Math.round(20_000 * Math.exp(0.08 * normal()))
      const verdict = kind(next(), weekly(...Array.from({ length: runs }, next)))
      if (verdict !== 'usual') alarms += 1
    }
    expect(alarms).toBeLessThanOrEqual(4)
  })
})

/** Normal numbers from a seeded generator. */
function normals(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

describe('check.rowCount', () => {
  async function result(rows: number, ...values: number[]) {
    const session = await TestSession.open()
    const history = new TestHistory()
    history.addWeekly('events/rows', monday, values)
    const query = `SELECT i AS a FROM range(${rows}) r(i)`
    const schema = await session.describe(query)
    const table = rawSql(`(${query})`)
    const [found] = await runChecks([check.rowCount()], {
      data: session.data,
      table,
      schema,
      subject: 'events',
      asOf: monday,
      history,
    })
    expect(history.recorded.get('events/rows')).toBe(rows)
    return found
  }

  test('says that it is learning', async () => {
    expect(await result(2000, 2000, 2010)).toMatchObject({
      status: 'learning',
      message: 'events: 2,000 rows; learning (2 of 4 runs), too few to judge the number',
    })
  })

  test('blocks a table with far fewer rows even while learning', async () => {
    expect(await result(100, 2000)).toMatchObject({ status: 'failed', severity: 'block', observed: 100 })
  })

  test('blocks no rows with the number that was expected', async () => {
    const found = await result(0, 2000, 2010, 1990, 2000)
    expect(found).toMatchObject({ status: 'failed', severity: 'block' })
    expect(found?.message).toMatch(
      /^events: 0 rows, 100 % fewer: about 2,000 expected \(1,\d+–\d,\d+, from 4 earlier runs\)/,
    )
  })

  test('warns about a moderate change', async () => {
    expect(await result(1000, 2000, 2010, 1990, 2000)).toMatchObject({ status: 'failed', severity: 'warn' })
  })
})
