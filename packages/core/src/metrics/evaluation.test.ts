import { describe, expect, test } from 'vitest'
import { calibrationBins, equalCountBins, expectedCalibrationError } from './calibration-bins.ts'
import { descending } from './descending-order.ts'
import { evaluate, type EvaluationInput } from './evaluation.ts'

const numbers = (...values: readonly number[]) => Float64Array.from(values)
const tenRows = Array.from({ length: 10 }, (_, i) => i)

function binary(
  target: readonly number[],
  probability: readonly number[],
  more: Partial<EvaluationInput> = {},
) {
  const p = Float64Array.from(probability)
  return evaluate({ task: 'binary', target: Float64Array.from(target), margin: p, probability: p, ...more })
}

test.each<[string, readonly number[], readonly number[]]>([
  ['ascending', [1, 2, 3], [2, 1, 0]],
  ['signs, zeros and infinities', [-0, 5, -Infinity, 0, Infinity, -5, 5e-324], [4, 1, 6, 0, 3, 5, 2]],
  ['equal ones keep their order', [1, 2, 1, 2], [1, 3, 0, 2]],
  ['none', [], []],
  ['one', [7], [0]],
])('descending order: %s', (_name, scores, order) => {
  expect([...descending(Float64Array.from(scores))]).toEqual(order)
})

test('descending order of many numbers is that of a comparison sort', () => {
  const scores = Float64Array.from({ length: 3000 }, (_, i) => Math.sin(i) * 10 ** ((i % 40) - 20))
  const expected = [...scores.keys()].toSorted((a, b) => (scores[b] as number) - (scores[a] as number))
  expect([...descending(scores)]).toEqual(expected)
})

describe('deciles', () => {
  test('of ten rows, best first', () => {
    const { deciles } = binary(
      tenRows.map(i => Number(i >= 8)),
      tenRows.map(i => i / 10),
    )
    expect(deciles.map(decile => decile.rate)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(deciles[0]).toEqual({
      decile: 1,
      rows: 1,
      meanScore: expect.closeTo(0.9),
      rate: 1,
      lift: 5,
      gain: 0.5,
    })
    expect(deciles[9]?.gain).toBe(1)
  })

  test('of equal scores share the positives, whatever the order of the rows', () => {
    const first = binary(
      [1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      tenRows.map(() => 0.2),
    )
    const last = binary(
      [0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
      tenRows.map(() => 0.2),
    )
    expect(first.deciles).toEqual(last.deciles)
    first.deciles.forEach(({ lift, gain, decile }) => {
      expect(lift).toBeCloseTo(1, 12)
      expect(gain).toBeCloseTo(decile / 10, 12)
    })
  })

  test('of fewer than ten rows are null where they are empty', () => {
    const { deciles } = binary([0, 1], [0.3, 0.6])
    expect(deciles.reduce((sum, decile) => sum + decile.rows, 0)).toBe(2)
    expect(deciles.filter(decile => decile.rows === 0).every(decile => decile.rate === null)).toBe(true)
  })
})

describe('calibration bins', () => {
  test('a probability on an edge belongs to the lower bin', () => {
    const bins = calibrationBins(numbers(0, 0, 0), numbers(0.1, 0.100001, 1))
    expect(bins.map(bin => bin.rows)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 1])
  })

  test('of equal numbers keep equal probabilities together', () => {
    const bins = equalCountBins(numbers(0, 1, 0, 1, 0, 1), numbers(0.2, 0.2, 0.2, 0.2, 0.9, 0.9), 3)
    expect(bins).toEqual([
      { low: 0.2, high: 0.2, rows: 4, meanProbability: 0.2, rate: 0.5 },
      { low: 0.2, high: 0.9, rows: 2, meanProbability: 0.9, rate: 0.5 },
    ])
    expect(expectedCalibrationError(bins)).toBeCloseTo((4 * 0.3 + 2 * 0.4) / 6, 12)
  })

  test('the error of probabilities that come true is 0', () => {
    expect(binary([0, 1, 1, 1], [0.75, 0.75, 0.75, 0.75]).ece).toBe(0)
  })
})

test.each<[string, ReturnType<typeof evaluate>, Partial<ReturnType<typeof evaluate>>]>([
  [
    'no rows',
    binary([], []),
    { rows: 0, auc: null, logLoss: null, brier: null, ece: null, baseRate: null, meanScore: null },
  ],
  [
    'only negatives',
    binary([0, 0], [0.1, 0.2]),
    { rows: 2, positives: 0, auc: null, averagePrecision: null, baseRate: 0 },
  ],
  [
    'a missing probability',
    binary([0, 1, 1], [0.1, 0.2, Number.NaN]),
    { rows: 2, unscored: 1, positives: 1, auc: 1 },
  ],
  [
    'a missing margin',
    binary([0, 1], [0.1, 0.2], { margin: numbers(Number.NaN, 1) }),
    { rows: 1, unscored: 1, baseRate: 1 },
  ],
  ['no threshold', binary([0, 1], [0.1, 0.2]), { confusion: null }],
  [
    'a threshold nobody reaches',
    binary([0, 1], [0.1, 0.2], { threshold: 2 }),
    { confusion: expect.objectContaining({ precision: null, recall: 0, f1: 0, mcc: null, accuracy: 0.5 }) },
  ],
  [
    'a regression',
    evaluate({
      task: 'regression',
      target: numbers(1, 2),
      margin: numbers(1, 3),
      probability: numbers(1, 3),
    }),
    { auc: null, ece: null, deciles: [], meanScore: 2, mae: 0.5, r2: -1 },
  ],
  [
    'a regression whose differences have no squares',
    evaluate({
      task: 'regression',
      target: numbers(1e-300, 2e-300),
      margin: numbers(1e-300, 1e-300),
      probability: numbers(1e-300, 1e-300),
    }),
    { r2: null, rmse: 0 },
  ],
  [
    'a regression of no rows',
    evaluate({ task: 'regression', target: numbers(), margin: numbers(), probability: numbers() }),
    { rows: 0, rmse: null, mae: null, r2: null },
  ],
])('an evaluation of %s is plain JSON', (_name, evaluation, expected) => {
  expect(evaluation).toMatchObject(expected)
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation)
})

test('ranking is judged on the margin, where probabilities have plateaus', () => {
  const { auc } = binary([0, 1, 1], [0.5, 0.5, 0.5], { margin: numbers(1, 2, 3) })
  expect(auc).toBe(1)
})
