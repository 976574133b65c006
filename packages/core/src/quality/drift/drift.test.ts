import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../random/seeded-random.ts'
import { calibrationDrift } from './calibration-drift.ts'
import { categoryDrift, type CategoryCounts } from './category-drift.ts'
import { numberDrift } from './number-drift.ts'
import { sampleOf } from './number-sample.ts'
import { numberReference } from './quantiles.ts'
import { attributeShift } from './score-attribution.ts'
import { scoreDrift } from './score-drift.ts'
import { shiftTest } from './shift-test.ts'

const random = seededRandom(17)
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const draw = (rows: number, value: () => number) => Array.from({ length: rows }, value)
const spend = (rows: number, factor = 1) => draw(rows, () => factor * Math.exp(3 + 1.8 * normal()))
const age = (rows: number, shift = 0) => draw(rows, () => 40 + shift + 12 * normal())
const clicks = (rows: number, active = 0.2) =>
  draw(rows, () => (random() < active ? 1 + Math.floor(5 * random()) : 0))
const sparse = (rows: number, missing: number) =>
  age(rows).map(value => (random() < missing ? Number.NaN : value))

describe('numbers', () => {
  const bySpend = numberReference(spend(10_000))
  const byAge = numberReference(age(10_000))
  const byClicks = numberReference(clicks(10_000))

  test.each([
    ['heavy tails, as before', bySpend, spend(10_000), 'ok'],
    ['heavy tails, a quarter more', bySpend, spend(10_000, 1.25), 'drift'],
    ['heavy tails, a tenth more is no chance, and no matter', bySpend, spend(10_000, 1.1), 'ok'],
    ['a quarter more in 200 rows may be chance', bySpend, spend(200, 1.25), 'ok'],
    ['ten times as much in 200 rows', bySpend, spend(200, 10), 'drift'],
    ['an age as before', byAge, age(5_000), 'ok'],
    ['an age, a year more', byAge, age(5_000, 1), 'ok'],
    ['an age, eight years more', byAge, age(5_000, 8), 'drift'],
    ['mostly zeros, as before', byClicks, clicks(5_000), 'ok'],
    ['mostly zeros, half are no longer', byClicks, clicks(5_000, 0.5), 'drift'],
    ['a constant that stays', numberReference(draw(1000, () => 7)), draw(500, () => 7), 'ok'],
    ['a constant that is another now', numberReference(draw(1000, () => 7)), draw(500, () => 9), 'drift'],
    ['a few missing, as before', numberReference(sparse(5000, 0.02)), sparse(5000, 0.025), 'ok'],
    ['many missing now', numberReference(sparse(5000, 0.02)), sparse(5000, 0.3), 'drift'],
    ['all missing now', byAge, draw(500, () => Number.NaN), 'drift'],
    ['twelve values', byAge, age(12, 50), 'too-few'],
    ['no rows', byAge, [], 'too-few'],
  ] as const)('%s', (_, reference, values, state) => {
    expect(numberDrift(reference, values).state).toBe(state)
  })

  test('the message speaks the unit of the column', () => {
    expect(numberDrift(bySpend, spend(10_000, 2)).message).toMatch(
      /^(median|90 % quantile|typical value) \d+(\.\d+)? → \d+(\.\d+)? \(\+\d+(\.\d)? %\), n = 10,000 against 10,000$/,
    )
    expect(
      numberDrift(
        byAge,
        draw(500, () => Number.NaN),
      ).message,
    ).toBe('missing 0 % → 100 %')
  })

  test.each([
    ['falseAlarms', { falseAlarms: 1e-60 }],
    ['minShift', { minShift: 0.9 }],
  ] as const)('%s changes the outcome', (_, options) => {
    expect(numberDrift(bySpend, spend(2000, 1.6)).state).toBe('drift')
    expect(numberDrift(bySpend, spend(2000, 1.6), options).state).toBe('ok')
  })

  test('minShare changes the outcome', () => {
    const now = sparse(5000, 0.1)
    expect(numberDrift(byAge, now).because).toEqual(['missing'])
    expect(numberDrift(byAge, now, { minShare: 0.2 }).state).toBe('ok')
  })

  test('two samples of one distribution are seldom told apart, whatever its form', () => {
    const forms = [
      () => spend(300),
      () => age(300),
      () => clicks(300),
      () => draw(300, () => Math.floor(4 * random())),
    ]
    const alarms = forms.flatMap(form =>
      Array.from(
        { length: 100 },
        () => numberDrift(numberReference(form()), form(), { falseAlarms: 0.01 }).state,
      ),
    )
    expect(alarms.filter(state => state === 'drift').length).toBeLessThanOrEqual(6)
  })

  test('a column does not drift from itself', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), values => {
        const many = Array.from({ length: 40 }, () => values).flat()
        const { state, p } = numberDrift(numberReference(many), many)
        expect({ state, p }).toEqual({ state: 'ok', p: 1 })
      }),
      { numRuns: 40 },
    )
  })
})

test('equal values at a decile are no shift', () => {
  const deciles = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 9]
  const now = Float64Array.from({ length: 1000 }, (_, i) => (i < 560 ? 0 : 1 + (i % 4) + (i % 7) / 10))
  expect(shiftTest(deciles, 1000, sampleOf(now))?.p).toBeGreaterThan(0.01)
  expect(shiftTest(deciles, 1000, sampleOf(now.map(value => value + 1)))?.p).toBeLessThan(1e-20)
})

describe('categories', () => {
  const counts = (found: Readonly<Record<string, number>>, missing = 0): CategoryCounts =>
    new Map<string | null, number>([
      ...Object.entries(found),
      ...(missing > 0 ? ([[null, missing]] as const) : []),
    ])
  const before = counts({ search: 5000, social: 3000, mail: 2000 })

  test.each([
    ['as before', counts({ search: 510, social: 290, mail: 200 }), 'ok', 'ok'],
    ['search lost half', counts({ search: 250, social: 300, mail: 200 }), 'drift', 'ok'],
    [
      'a little in many rows is no chance, and no matter',
      counts({ search: 52_000, social: 30_000, mail: 18_000 }),
      'ok',
      'ok',
    ],
    ['a new category is no drift', counts({ search: 500, social: 300, mail: 200, tv: 40 }), 'ok', 'ok'],
    [
      'many rows of new categories are low coverage',
      counts({ search: 500, social: 300, mail: 200, tv: 400 }),
      'ok',
      'low',
    ],
    ['one that is gone', counts({ search: 500, social: 300 }), 'drift', 'ok'],
    ['few rows', counts({ search: 9, social: 1 }), 'too-few', 'ok'],
    ['nothing but new ones', counts({ tv: 400 }), 'too-few', 'low'],
  ] as const)('%s', (_, current, state, coverage) => {
    const drift = categoryDrift(before, current)
    expect(drift.state).toBe(state)
    expect(drift.coverage.state).toBe(coverage)
  })

  test('new identifiers every day are no drift', () => {
    const ids = (from: number) =>
      counts(Object.fromEntries(draw(2000, () => 1).map((one, i) => [`id ${from + i}`, one])))
    expect(categoryDrift(ids(0), ids(200))).toMatchObject({ state: 'ok', coverage: { addedCount: 200 } })
  })

  test('a missing value is a category', () => {
    expect(categoryDrift(counts({ a: 900 }, 100), counts({ a: 500 }, 500)).message).toMatch(
      /^"a" 90 % → 50 %, missing 10 % → 50 %; 40 % of the rows moved, n = 1,000$/,
    )
  })

  test.each([
    ['falseAlarms', { falseAlarms: 1e-200 }],
    ['minShare', { minShare: 0.5 }],
  ] as const)('%s changes the outcome', (_, options) => {
    expect(categoryDrift(before, counts({ search: 250, social: 300, mail: 200 }), options).state).toBe('ok')
  })

  test('atLeastKnown changes the outcome', () => {
    const current = counts({ search: 500, social: 300, mail: 200, tv: 40 })
    expect(categoryDrift(before, current, { atLeastKnown: 0.99 }).coverage.state).toBe('low')
  })

  test('samples of one distribution are seldom told apart, with many rare categories too', () => {
    const sample = (rows: number) => {
      const found = new Map<string, number>()
      for (let i = 0; i < rows; i++) {
        const name = String(Math.floor(60 * random() ** 3))
        found.set(name, (found.get(name) ?? 0) + 1)
      }
      return found
    }
    const states = draw(300, () => 0).map(
      () => categoryDrift(sample(1000), sample(200), { falseAlarms: 0.01, minShare: 0 }).state,
    )
    expect(states.filter(state => state === 'drift').length).toBeLessThanOrEqual(9)
  })
})

describe('scores', () => {
  const score = (shift = 0) => 1 / (1 + Math.exp(2 - shift - normal()))
  const training = Float64Array.from(draw(5000, score)).toSorted()
  const baseline = {
    rows: 5000,
    mean: training.reduce((sum, value) => sum + value, 0) / 5000,
    deciles: numberReference(training, 10).quantiles,
    shareAbove: training.filter(value => value >= 0.3).length / 5000,
  }

  test.each([
    ['as in training', draw(2000, score), 'ok'],
    ['much higher', draw(2000, () => score(0.8)), 'drift'],
    ['all the same', draw(2000, () => 0.1), 'collapsed'],
    ['a few', draw(9, score), 'too-few'],
  ] as const)('%s', (_, scores, state) => {
    expect(scoreDrift(baseline, scores, { threshold: 0.3 }).state).toBe(state)
  })

  test('who is above the threshold counts by itself', () => {
    const scores = draw(20_000, () => score(0.2))
    expect(scoreDrift(baseline, scores, { minShift: 0.5 }).state).toBe('ok')
    expect(scoreDrift(baseline, scores, { minShift: 0.5, threshold: 0.3 }).state).toBe('drift')
    expect(scoreDrift(baseline, scores, { minShift: 0.5, threshold: 0.3, minShareShift: 0.9 }).state).toBe(
      'ok',
    )
    expect(scoreDrift(baseline, scores, { minShift: 0.5, threshold: 0.3, falseAlarms: 1e-90 }).state).toBe(
      'ok',
    )
  })

  test('scores with few values, as a calibrator in steps gives, do not drift from themselves', () => {
    const steps = draw(3000, () => [0.02, 0.05, 0.05, 0.05, 0.4][Math.floor(5 * random())] as number)
    const { mean, quantiles } = numberReference(steps.slice(0, 2000), 10)
    expect(scoreDrift({ rows: 2000, mean, deciles: quantiles }, steps.slice(2000)).state).toBe('ok')
  })
})

describe('calibration', () => {
  const probabilities = draw(20_000, () => 1 / (1 + Math.exp(2 - 1.2 * normal())))
  const outcomesOf = (truth: (p: number) => number) => probabilities.map(p => (random() < truth(p) ? 1 : 0))
  const stretched = (by: number) => (p: number) =>
    1 / (1 + Math.exp(-by * Math.log(p / (1 - p)) - 1.3 * (by - 1)))

  test.each([
    ['as announced', (p: number) => p, [] as string[]],
    ['a tenth more than announced', (p: number) => 1.1 * p, []],
    ['half as many', (p: number) => p / 2, ['level']],
    ['half as extreme', stretched(0.5), ['slope']],
  ] as const)('%s', (_, truth, because) => {
    const drift = calibrationDrift(probabilities, outcomesOf(truth))
    expect(drift.because).toEqual(because)
    expect(drift.state).toBe(because.length === 0 ? 'ok' : 'drift')
  })

  test('the ratio lies in its interval, and slope and z are those of good probabilities', () => {
    const { ratio, slope, z } = calibrationDrift(
      probabilities,
      outcomesOf(p => p),
    )
    expect(ratio.low).toBeLessThan(1)
    expect(ratio.high).toBeGreaterThan(1)
    expect(Math.abs((slope?.value ?? 0) - 1)).toBeLessThan(5 * (slope?.error ?? 0))
    expect(Math.abs(z)).toBeLessThan(4)
  })

  test('few outcomes are too few', () => {
    expect(calibrationDrift(probabilities.slice(0, 100), outcomesOf(() => 1).slice(0, 100)).state).toBe(
      'learning',
    )
  })

  test.each([
    ['falseAlarms', { falseAlarms: 1e-300 }],
    ['minShift', { minShift: 2 }],
  ] as const)('%s changes the outcome', (_, options) => {
    const some = outcomesOf(p => 0.7 * p)
    expect(calibrationDrift(probabilities, some).state).toBe('drift')
    expect(calibrationDrift(probabilities, some, options).state).toBe('ok')
  })

  test('unequal lengths are refused', () => {
    expect(() => calibrationDrift([0.1], [])).toThrow(RangeError)
  })
})

describe('attribution', () => {
  const before = draw(1000, normal)
  test('a shift is that of the features that moved, and the parts sum to it', () => {
    const found = attributeShift([
      { name: 'visits', before, now: before.map(value => value + 0.5) },
      { name: 'age', before, now: before.map(value => -value) },
      { name: 'spend', before, now: before.map(value => value - 0.2) },
    ])
    expect(found.message).toMatch(/^mean margin \+0\.\d+: "visits" \+0.5, "spend" -0.2$/)
    expect(found.features.map(({ name }) => name)).toEqual(['visits', 'spend', 'age'])
    expect(found.features.reduce((sum, { change }) => sum + change, 0)).toBeCloseTo(found.change, 12)
  })

  test('where nothing moved no feature stands out', () => {
    expect(attributeShift([{ name: 'age', before, now: before }]).message).toBe(
      'mean margin +0: no feature stands out',
    )
  })
})
