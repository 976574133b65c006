import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random/seeded-random.ts'
import { aucDifference, aucInterval, meanInterval } from './auc-interval.ts'

const numbers = (...values: readonly number[]) => Float64Array.from(values)

/** DeLong by its definition, pair by pair. */
function byPairs(target: Float64Array, a: Float64Array, b: Float64Array) {
  const rows = [...target.keys()]
  const [hits, misses] = [rows.filter(i => target[i] === 1), rows.filter(i => target[i] !== 1)]
  const wins = (of: Float64Array, i: number, j: number) =>
    (Math.sign((of[i] as number) - (of[j] as number)) + 1) / 2
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const placed = (of: Float64Array) => ({
    hits: hits.map(i => mean(misses.map(j => wins(of, i, j)))),
    misses: misses.map(j => mean(hits.map(i => wins(of, i, j)))),
  })
  const covariance = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + (value - mean(x)) * ((y[i] as number) - mean(y)), 0) / (x.length - 1)
  const [p, q] = [placed(a), placed(b)]
  const of = (x: typeof p, y: typeof p) =>
    covariance(x.hits, y.hits) / hits.length + covariance(x.misses, y.misses) / misses.length
  return { auc: [mean(p.hits), mean(q.hits)] as const, own: of(p, p), other: of(q, q), both: of(p, q) }
}

function sample(rows: number, levels: number) {
  const next = seededRandom(rows * 31 + levels)
  const target = Float64Array.from({ length: rows }, () => Number(next() < 0.3))
  const score = () => target.map(value => Math.floor((next() + 0.3 * value) * levels))
  return { target, a: score(), b: score() }
}

describe.each([
  [40, 1000],
  [60, 5],
  [90, 2],
])('of %s rows with %s different scores', (rows, levels) => {
  const { target, a, b } = sample(rows, levels)
  const expected = byPairs(target, a, b)

  test('the interval is DeLong’s', () => {
    const { value = 0, low = 0, high = 0 } = aucInterval(target, a) ?? {}
    expect(value).toBeCloseTo(expected.auc[0], 12)
    expect(high - value).toBeCloseTo(1.959963984540054 * Math.sqrt(expected.own), 12)
    expect(value - low).toBeCloseTo(high - value, 12)
  })

  test('the difference takes into account that the rows are the same', () => {
    const { value = 0, high = 0 } = aucDifference(target, a, b) ?? {}
    expect(value).toBeCloseTo(expected.auc[0] - expected.auc[1], 12)
    const variance = expected.own + expected.other - 2 * expected.both
    expect(high - value).toBeCloseTo(1.959963984540054 * Math.sqrt(variance), 12)
  })
})

test.each<[string, Float64Array]>([
  ['no positive row', numbers(0, 0, 0)],
  ['no negative row', numbers(1, 1, 1)],
  ['no row', numbers()],
])('with %s there is none', (_name, target) => {
  const scores = target.map((_, i) => i)
  expect(aucInterval(target, scores)).toBeUndefined()
  expect(aucDifference(target, scores, scores)).toBeUndefined()
})

test('the interval stays within 0 and 1', () => {
  const { high = 2 } = aucInterval(numbers(0, 0, 0, 1, 1, 1, 0), numbers(1, 2, 3, 4, 5, 6, 4.5)) ?? {}
  expect(high).toBe(1)
})

test('a score does not differ from itself', () => {
  const { target, a } = sample(50, 10)
  expect(aucDifference(target, a, a)).toEqual({ value: 0, low: 0, high: 0 })
})

test('the interval of a mean is that of the normal distribution', () => {
  const { value, low } = meanInterval(numbers(1, 2, 3, 4)) ?? { value: 0, low: 0 }
  expect(value).toBe(2.5)
  expect(value - low).toBeCloseTo(1.959963984540054 * Math.sqrt(5 / 3 / 4), 12)
})
