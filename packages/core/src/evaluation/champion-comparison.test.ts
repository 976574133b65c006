import { expect, test } from 'vitest'
import { seededRandom } from '../random/seeded-random.ts'
import { agreementOf } from './agreement.ts'
import { championComparison } from './champion-comparison.ts'

const next = seededRandom(2)
const target = Float64Array.from({ length: 500 }, () => Number(next() < 0.4))
const good = target.map(value => next() * 0.6 + 0.4 * value)
const weak = target.map(value => next() * 0.95 + 0.05 * value)
const sampleOf = (probability: Float64Array) => ({ target, margin: probability, probability })

test('a model compared with itself differs in nothing', () => {
  const { metrics, agreement } = championComparison(
    3,
    { candidate: sampleOf(good), champion: sampleOf(good) },
    'binary',
  )
  expect(metrics.map(({ difference }) => difference)).toEqual([0, 0, 0, 0])
  expect(metrics[0]?.interval).toEqual({ low: 0, high: 0 })
  expect(agreement).toEqual({ spearman: 1, topTenth: 1 })
})

test('a better model is better beyond chance', () => {
  const { metrics, points, rows } = championComparison(
    3,
    { candidate: sampleOf(good), champion: sampleOf(weak) },
    'binary',
  )
  const of = (name: string) => metrics.find(({ metric }) => metric === name)
  expect(of('auc')?.interval?.low).toBeGreaterThan(0)
  expect(of('brier')?.interval?.high).toBeLessThan(0)
  const brier = (p: Float64Array) =>
    p.reduce((sum, value, i) => sum + (value - (target[i] as number)) ** 2, 0) / 500
  expect(of('brier')?.difference).toBeCloseTo(brier(good) - brier(weak), 5)
  expect(points.length).toBeLessThanOrEqual(400)
  expect(rows).toBe(500)
})

test('rows that one of them cannot score are left out for both', () => {
  const partly = weak.map((value, i) => (i < 100 ? Number.NaN : value))
  const { rows } = championComparison(3, { candidate: sampleOf(good), champion: sampleOf(partly) }, 'binary')
  expect(rows).toBe(400)
})

test('of a regression RMSE is compared, with an interval that lies around the difference', () => {
  const { metrics } = championComparison(
    1,
    { candidate: sampleOf(good), champion: sampleOf(weak) },
    'regression',
  )
  const [rmse] = metrics
  expect(metrics).toHaveLength(1)
  expect(rmse?.interval?.low).toBeLessThan(rmse?.difference ?? 0)
  expect(rmse?.interval?.high).toBeGreaterThan(rmse?.difference ?? 0)
})

test.each<[string, readonly number[], readonly number[], number | null]>([
  ['the same order', [1, 2, 3, 4], [10, 20, 30, 50], 1],
  ['the reverse', [1, 2, 3, 4], [4, 3, 2, 1], -1],
  ['one exchange', [1, 2, 3, 4, 5], [2, 1, 3, 4, 5], 0.9],
  ['ties', [1, 1, 2, 2], [1, 2, 3, 4], 0.8944],
  ['no order', [1, 1, 1], [1, 2, 3], null],
])('rank correlation of %s', (_name, a, b, expected) => {
  expect(agreementOf(Float64Array.from(a), Float64Array.from(b)).spearman).toBe(expected)
})
