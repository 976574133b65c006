import { describe, expect, test } from 'vitest'
import { sigmoid } from '../calibration/sigmoid.ts'
import { confusionAt } from '../metrics/confusion.ts'
import { seededRandom } from '../random/seeded-random.ts'
import { sampleEvaluation } from './sample-evaluation.ts'
import { costAt, thresholdRows } from './threshold-rows.ts'

const numbers = (...values: readonly number[]) => Float64Array.from(values)

function sample(rows: number) {
  const next = seededRandom(5)
  const margin = Float64Array.from({ length: rows }, () => 4 * next() - 3)
  const target = margin.map(value => Number(next() < sigmoid(value)))
  return { target, margin, probability: margin.map(sigmoid) }
}

const options = { sample: 'later', dates: ['2026-01-05'], task: 'binary', calibrated: false } as const
const many = sample(20_000)
const evaluated = sampleEvaluation(many, { ...options, threshold: { margin: 0, probability: 0.5 } })
const { ranking } = evaluated

test('curves are thinned and keep their ends', () => {
  const { roc = [], precisionRecall = [] } = ranking ?? {}
  for (const points of [roc, precisionRecall]) {
    expect(points.length).toBeGreaterThan(150)
    expect(points.length).toBeLessThanOrEqual(202)
  }
  expect([roc[0], roc.at(-1)]).toEqual([
    [0, 0],
    [1, 1],
  ])
  expect(precisionRecall.at(-1)?.[0]).toBe(1)
  expect(precisionRecall.at(-1)?.[1]).toBeCloseTo(evaluated.metrics.baseRate ?? 0, 3)
})

test('the area under the thinned curve is the AUC', () => {
  const roc = ranking?.roc ?? []
  const area = roc.slice(1).reduce((sum, [x, y], i) => {
    const [before, below] = roc[i] ?? [0, 0]
    return sum + ((x - before) * (y + below)) / 2
  }, 0)
  expect(area).toBeCloseTo(ranking?.auc?.value ?? 0, 3)
})

test('probabilities that are drawn from are calibrated', () => {
  const { before, after } = ranking?.calibration ?? {}
  expect(after).toBeUndefined()
  expect(before?.points.map(({ rows }) => rows)).toEqual(Array.from({ length: 10 }, () => 2000))
  expect(before?.ece ?? 1).toBeLessThan(0.015)
})

test('every row is in one bin of the histogram', () => {
  const { edges = [], negatives = [], positives = [] } = ranking?.histogram ?? {}
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  expect(edges).toHaveLength(negatives.length + 1)
  expect(total(positives)).toBe(evaluated.metrics.positives)
  expect(total(negatives) + total(positives)).toBe(20_000)
})

describe('thresholds', () => {
  const rows = thresholdRows(many, { margin: 0, probability: 0.5 })

  test('go from strict to lenient and end with everybody', () => {
    const selected = rows.map(row => row.selected)
    expect(selected).toEqual(selected.toSorted((a, b) => a - b))
    expect(rows.at(-1)).toMatchObject({ selected: 20_000, hits: evaluated.metrics.positives })
    expect(rows.slice(0, 4).map(row => row.selected)).toEqual([200, 400, 600, 800])
  })

  test('the chosen one has the counts of its confusion', () => {
    const { truePositives, falsePositives } = confusionAt(many.target, many.margin, 0)
    expect(rows.filter(row => row.chosen)).toEqual([
      {
        margin: 0,
        probability: 0.5,
        selected: truePositives + falsePositives,
        hits: truePositives,
        chosen: true,
      },
    ])
  })

  test('a threshold that nobody reaches is listed too', () => {
    const [first] = thresholdRows(many, { margin: Number.MAX_VALUE, probability: null })
    expect(first).toMatchObject({ selected: 0, hits: 0, chosen: true })
  })

  test.each([
    [{ falsePositive: 1, falseNegative: 10 }, 1 * 30 + 10 * 15],
    [
      { falsePositive: 1, falseNegative: 10, truePositive: -5, trueNegative: 0.1 },
      30 + 150 - 5 * 20 + 0.1 * 35,
    ],
  ])('of 50 selected with 20 hits among 100 rows with 35 positives, %j costs %s', (costs, expected) => {
    expect(costAt({ selected: 50, hits: 20 }, { rows: 100, positives: 35 }, costs)).toBeCloseTo(expected, 10)
  })
})

test('rows without an outcome or a score are left out and counted', () => {
  const { metrics, ranking } = sampleEvaluation(
    {
      target: numbers(1, 0, Number.NaN, 1),
      margin: numbers(2, 1, 0, Number.NaN),
      probability: numbers(0.9, 0.7, 0.5, Number.NaN),
    },
    options,
  )
  expect(metrics).toMatchObject({ rows: 2, unscored: 2 })
  expect(ranking?.histogram.positives.reduce((sum, value) => sum + value, 0)).toBe(1)
})

test.each([
  ['no row', numbers()],
  ['one class', numbers(0, 0, 0)],
])('%s gives no curve and no error', (_name, target) => {
  const { ranking } = sampleEvaluation({ target, margin: target, probability: target }, options)
  expect([ranking?.roc, ranking?.auc]).toEqual([[], null])
})

test('a regression has residuals', () => {
  const { ranking, residuals, metrics } = sampleEvaluation(
    { target: numbers(1, 2, 3), margin: numbers(1, 2, 5), probability: numbers(1, 2, 5) },
    { ...options, task: 'regression' },
  )
  expect(ranking).toBeUndefined()
  expect(residuals?.points).toEqual([
    [1, 1],
    [2, 2],
    [5, 3],
  ])
  expect(metrics.mae).toBeCloseTo(2 / 3, 12)
})
