import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../random/seeded-random.ts'
import { falseAlarmsPerTest } from './false-alarm-budget.ts'
import { judgeEach, judgeSeries, type SeriesOptions } from './judge-series.ts'
import type { SeriesPoint } from './series-point.ts'

const dayMs = 86_400_000
const monday = Date.UTC(2026, 2, 2, 6)
const week = [1, 1.02, 0.98, 1, 1.03, 0.6, 0.55]
const at = (day: number) => new Date(monday + day * dayMs)
const series = (values: readonly number[], gapDays = 1): readonly SeriesPoint[] =>
  values.map((value, i) => ({ at: at(i * gapDays), value }))
/** Days of a client that is closed for no day and quieter at weekends, with `noise` from day to day. */
function days(count: number, { base = 20_000, noise = 0.05, seed = 1 } = {}): readonly number[] {
  const normal = normals(seed)
  return Array.from({ length: count }, (_, i) =>
    Math.round(base * (week[i % 7] as number) * Math.exp(noise * normal())),
  )
}
const judge = (value: number, values: readonly number[], options: SeriesOptions = {}) =>
  judgeSeries({ at: at(values.length), value }, series(values), options)

describe('the states', () => {
  test.each([
    ['the very first run has nothing to be judged by', 0, [], 'learning'],
    ['the second day', 19_000, days(1), 'learning'],
    ['nothing on the second day', 0, days(1), 'anomaly'],
    ['a fifth on the fourth day', 4_000, days(3), 'anomaly'],
    ['a usual Monday of the third week', 20_500, days(14), 'ok'],
    ['a weekend value on a Monday', 11_000, days(14), 'anomaly'],
    ['a weekend value on a Saturday', 11_800, days(19), 'ok'],
    ['twice as many', 40_000, days(14), 'anomaly'],
    ['40 % fewer after four weeks', 12_000, days(28), 'anomaly'],
    ['15 % fewer is too little to matter', 17_000, days(70, { noise: 0.01 }), 'ok'],
    [
      'nothing after seven equal runs: what is tested is not in its own baseline',
      0,
      Array<number>(7).fill(7000),
      'anomaly',
    ],
    ['always empty', 0, Array<number>(20).fill(0), 'ok'],
    ['a handful varies by chance', 1, Array<number>(20).fill(5), 'ok'],
    ['a handful and then nothing may be chance', 0, Array<number>(20).fill(6), 'ok'],
    ['30 and then nothing is not', 0, Array<number>(20).fill(30), 'anomaly'],
  ] as const)('%s: %d', (_, value, values, state) => {
    expect(judge(value, values).state).toBe(state)
  })

  test('learning says how far it is, and with whose help', () => {
    const siblings = Array.from({ length: 22 }, (_, i) =>
      series(days(35, { seed: 100 + i, base: 500 * (i + 1) })),
    )
    const verdict = judge(20_300, days(3), { siblings })
    expect(verdict.state).toBe('learning')
    expect(verdict.message).toMatch(
      /^20,300, about \d{2},\d{3} expected \(1\d,\d{3}–2\d,\d{3} on Thursdays, from 3 days, using 22 similar deployments\); learning \(3 of 14 days, using 22 similar deployments\)$/,
    )
  })

  test('the message of an anomaly has the number, the change and the expectation', () => {
    expect(judge(11_000, days(28)).message).toMatch(
      /^11,000, 4\d(\.\d)? % fewer: about \d{2},\d{3} expected \(1\d,\d{3}–2\d,\d{3} on Mondays, from 28 days\)$/,
    )
  })

  test.each([
    [0, 'block'],
    [6_000, 'block'],
    [12_500, 'warn'],
    [60_000, 'warn'],
  ])('%d instead of 20,000 is to %s', (value, severity) => {
    expect(judge(value, days(28)).severity).toBe(severity)
  })
})

describe('siblings', () => {
  const siblings = Array.from({ length: 12 }, (_, i) => series(days(35, { seed: 40 + i, noise: 0.08 })))

  test.each([
    ['a third fewer after a week', 13_300, days(7, { noise: 0.08 })],
    ['a third on the second day', 6_500, days(1)],
    ['twice as many on the fourth', 40_000, days(3)],
  ] as const)('they make visible: %s', (_, value, values) => {
    expect(judge(value, values).state).toBe('learning')
    expect(judge(value, values, { siblings }).state).toBe('anomaly')
  })

  test('they say what a weekend is like before one was seen', () => {
    expect(judge(12_000, days(5), { siblings }).state).toBe('learning')
    expect(judge(3_000, days(5), { siblings }).state).toBe('anomaly')
  })

  test('two of them say nothing', () => {
    const alone = judge(12_000, days(7))
    expect(judge(12_000, days(7), { siblings: siblings.slice(0, 2) })).toEqual(alone)
  })
})

test('a shop that is closed on Wednesdays is not reported in its first weeks', () => {
  const closed = days(28).map((value, i) => (i % 7 === 2 ? value * 0.5 : value))
  const reported = judgeEach(series(closed)).filter(({ severity }) => severity !== undefined)
  expect(reported).toEqual([])
})

test('siblings whose days depend on each other say that the next day is like this one', () => {
  const drawn = (seed: number, count: number, left: number) => {
    const normal = normals(seed)
    let kept = 0
    return Array.from({ length: count }, () => {
      kept = left * kept + Math.sqrt(1 - left ** 2) * normal()
      return Math.round(20_000 * Math.exp(0.1 * kept))
    })
  }
  const own = [...drawn(99, 34, 0), 26_000]
  const after = (left: number) => {
    const siblings = Array.from({ length: 12 }, (_, i) => series(drawn(i, 56, left)))
    return judge(20_000, own, { siblings }).expected?.value ?? 0
  }
  expect(after(0.7)).toBeGreaterThan(1.05 * after(0))
})

describe('what is learned', () => {
  const outage = [...days(28), 0, 0]

  test('bad days are not: a second outage is found, and the good day after it is good', () => {
    expect(judge(0, outage)).toMatchObject({ state: 'anomaly', streak: 3 })
    expect(judge(20_000, outage).expected?.value).toBeCloseTo(
      judge(20_000, days(28)).expected?.value ?? 0,
      -3,
    )
    expect(judge(19_000, outage).state).toBe('ok')
  })

  test('nothing at all never becomes the new normal', () => {
    const verdicts = judgeEach(series([...days(28), ...Array<number>(30).fill(0)]))
    expect(verdicts.slice(28).every(({ state }) => state === 'anomaly')).toBe(true)
  })

  test('a new level is learned when it was seen three times', () => {
    const half = days(40, { seed: 3 }).map((value, i) => (i < 28 ? value : value / 2))
    expect(
      judgeEach(series(half))
        .slice(27)
        .map(({ state }) => state),
    ).toEqual(['ok', 'anomaly', 'anomaly', 'shift-confirmed', ...Array<string>(9).fill('ok')])
    expect(judge(20_000, half).state).toBe('anomaly')
  })

  test('a person can say so at once', () => {
    const history = series(days(29).map((value, i) => (i < 28 ? value : value / 2)))
    const accepted = history.map((point, i) => (i === 28 ? { ...point, accepted: true } : point))
    const next = { at: at(29), value: 10_000 }
    expect(judgeSeries(next, history).state).toBe('anomaly')
    expect(judgeSeries(next, accepted).state).toBe('ok')
  })

  test('a weekday that is closed from now on is learned, the others are not touched', () => {
    const closed = days(70).map((value, i) => (i % 7 === 6 && i >= 28 ? 0 : value))
    const sundays = judgeEach(series(closed)).filter((_, i) => i % 7 === 6)
    expect(sundays.map(({ state }) => state)).toEqual([
      'learning',
      'learning',
      'ok',
      'ok',
      'anomaly',
      'anomaly',
      'shift-confirmed',
      ...Array<string>(3).fill('ok'),
    ])
  })

  test('excluded points are as if they were not there', () => {
    const values = days(28)
    const history = series([...values, 3])
    const excluded = history.map((point, i) => (i === 28 ? { ...point, excluded: true } : point))
    const next = { at: at(29), value: 15_000 }
    expect(judgeSeries(next, excluded)).toEqual(judgeSeries(next, series(values)))
  })

  test('a series that is always wild is not reported day after day', () => {
    const normal = normals(5)
    const wild = Array.from({ length: 120 }, () => Math.round(5_000 * Math.exp(0.7 * normal())))
    const reported = judgeEach(series(wild)).filter(({ severity }) => severity !== undefined)
    expect(reported.length).toBeLessThanOrEqual(6)
    expect(judge(0, wild).state).toBe('anomaly')
  })
})

test('days of a zone stay their weekdays when its clocks change', () => {
  // Midnight in Berlin: 23:00 UTC until 28 March 2026, then 22:00.
  const midnight = (i: number) => new Date(Date.UTC(2026, 2, 1 + i, i < 29 ? 23 : 22))
  const values = days(42, { noise: 0.03 })
  const verdicts = judgeEach(values.map((value, i) => ({ at: midnight(i), value })))
  expect(verdicts.filter(({ severity }) => severity !== undefined)).toEqual([])
  const crossing = (i: number) => new Date(Date.UTC(2026, 2, 2 + i, i < 28 ? 0 : -1))
  const others = judgeEach(values.map((value, i) => ({ at: crossing(i), value })))
  expect(others.filter(({ severity }) => severity !== undefined)).toEqual([])
})

describe('other metrics', () => {
  const weekly = (values: readonly number[], value: number, options: SeriesOptions) =>
    judgeSeries({ at: at(7 * values.length), value }, series(values, 7), options)

  test.each([
    ['weekly rows, 40 % fewer', 12_000, [20_000, 20_900, 19_500, 20_100, 19_800, 20_700], 'count', 'anomaly'],
    ['weekly rows as ever', 19_000, [20_000, 20_900, 19_500, 20_100, 19_800, 20_700], 'count', 'ok'],
    ['money', 10_400.5, [9_800.2, 10_100, 10_700.5, 9_950, 10_020], 'amount', 'ok'],
    ['money in cents', 1_000_000, [9_800.2, 10_100, 10_700.5, 9_950, 10_020], 'amount', 'anomaly'],
    ['money that was paid back', -9_000, [9_800.2, 10_100, 10_700.5, 9_950, 10_020], 'amount', 'anomaly'],
    ['a share of empty cells', 0.3, [0.01, 0.012, 0.009, 0.011, 0.01], 'share', 'anomaly'],
    ['a share as ever', 0.011, [0.01, 0.012, 0.009, 0.011, 0.01], 'share', 'ok'],
    ['a temperature', 40, [20, 21, 19.5, 20.5, 20], 'plain', 'anomaly'],
  ] as const)('%s: %d', (_, value, values, metric, state) => {
    expect(weekly(values, value, { metric }).state).toBe(state)
  })

  test('a share of few rows varies by chance', () => {
    const points = [0.01, 0.012, 0.009, 0.011, 0.01].map((value, i) => ({
      at: at(7 * i),
      value,
      size: 10_000,
    }))
    const next = (size: number) =>
      judgeSeries({ at: at(35), value: 0.04, size }, points, { metric: 'share' }).state
    expect(next(10_000)).toBe('anomaly')
    expect(next(50)).toBe('ok')
  })

  test('hours of the day are learned', () => {
    const hourly = Array.from({ length: 24 * 14 }, (_, i) => ({
      at: new Date(monday + i * 3_600_000),
      value: i % 24 < 2 ? 300 : 5_000,
    }))
    const next = (hour: number, value: number) =>
      judgeSeries({ at: new Date(monday + (24 * 14 + hour) * 3_600_000), value }, hourly).state
    expect(next(1, 300)).toBe('ok')
    expect(next(8, 300)).toBe('anomaly')
  })
})

describe('options', () => {
  test.each([
    ['none', {}, 'anomaly'],
    ['falseAlarms', { falseAlarms: 1e-9 }, 'ok'],
    ['minChange', { minChange: 0.5 }, 'ok'],
    ['needed', { falseAlarms: 1e-9, needed: 40 }, 'learning'],
    ['season', { season: 'none' }, 'ok'],
    ['metric', { metric: 'share' }, 'ok'],
  ] as const)('every option changes the outcome: %s', (_, options, state) => {
    expect(judge(13_000, days(28, { noise: 0.06 }), options).state).toBe(state)
  })

  test('confirm changes the outcome', () => {
    const half = days(31).map((value, i) => (i < 28 ? value : value / 2))
    const states = (confirm: number) => judgeEach(series(half), { confirm }).map(({ state }) => state)
    expect(states(2).indexOf('shift-confirmed')).toBe(29)
    expect(states(3).indexOf('shift-confirmed')).toBe(30)
  })
})

describe('properties', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 30 })

  test('any history gives a verdict with a band around what is expected, whatever the order of the points', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 1_000_000 }), (values, value) => {
        const point = { at: at(values.length), value }
        const verdict = judgeSeries(point, series(values))
        expect(judgeSeries(point, series(values).toReversed())).toEqual(verdict)
        expect(verdict.expected === undefined).toBe(values.length === 0)
        const { low, high, value: middle } = verdict.expected ?? { low: 0, high: 0, value: 0 }
        expect(low).toBeLessThanOrEqual(middle)
        expect(high).toBeGreaterThanOrEqual(middle)
        expect(Math.abs(verdict.score ?? 0)).toBeLessThan(40)
        if (verdict.state === 'anomaly') expect(value < low || value > high || middle < 1).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('later points and those that are no number change nothing', () => {
    const values = days(20)
    const point = { at: at(20), value: 19_000 }
    const more = [...series(values), { at: at(21), value: 5 }, { at: at(3.5), value: Number.NaN }]
    expect(judgeSeries(point, more)).toEqual(judgeSeries(point, series(values)))
  })

  test('the false-alarm rate is kept on clean days', () => {
    let [alarms, tests] = [0, 0]
    for (let seed = 0; seed < 40; seed += 1) {
      const verdicts = judgeEach(series(days(60, { noise: 0.05 + (seed % 8) / 100, seed })), {
        falseAlarms: 1e-3,
      })
      alarms += verdicts.filter(({ severity }) => severity !== undefined).length
      tests += verdicts.length
    }
    expect(alarms / tests).toBeLessThanOrEqual(2e-3)
  })
})

describe('the budget', () => {
  test.each([
    [{}, 1 / 2880],
    [{ testsPerDay: 10 }, 1 / 300],
    [{ falseAlarms: 2, days: 60, testsPerDay: 96 }, 1 / 2880],
    [{ testsPerDay: 0.01 }, 0.01],
  ])('%j is %d per test', (budget, share) => {
    expect(falseAlarmsPerTest(budget)).toBeCloseTo(share, 12)
  })

  test.each([{ days: 0 }, { testsPerDay: Number.NaN }, { falseAlarms: -1 }])('%j is refused', budget => {
    expect(() => falseAlarmsPerTest(budget)).toThrow(RangeError)
  })
})

function normals(seed: number): () => number {
  const random = seededRandom(seed)
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
