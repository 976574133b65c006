import { describe, expect, test } from 'vitest'
import { call, column, literal } from '@sluice/expr'
import { seededRandom } from '../random/seeded-random.ts'
import type { LinearModel } from '../models/linear-model.ts'
import { contributionsOf } from './contributions.ts'
import { explanationsOf } from './explanations.ts'
import { permutationImportance } from './permutation-importance.ts'
import type { RawSample } from './raw-sample.ts'

const next = seededRandom(11)
const rows = 400
const x = Float64Array.from({ length: rows }, () => next())
const noise = Float64Array.from({ length: rows }, () => next())
const target = x.map(value => Number(value > 0.6))
const sample: RawSample = {
  rows,
  target,
  columns: {
    x: { type: 'number', values: x },
    noise: { type: 'number', values: noise },
    side: { type: 'text', values: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 'left' : null)) },
  },
}
const margin = call('multiply', column('x', 'number'), literal(2))
const options = { score: margin, metric: 'auc', columns: ['noise', 'x'], repeats: 5, seed: 3 } as const

describe('permutation importance', () => {
  const found = permutationImportance(sample, options)

  test('what the model does not read costs nothing', () => {
    expect(found?.columns[1]).toEqual({ column: 'noise', mean: 0, low: 0, high: 0 })
  })

  test('without its only column a perfect model is left with chance', () => {
    expect(found?.baseline).toBe(1)
    const { column, mean = 0 } = found?.columns[0] ?? {}
    expect(column).toBe('x')
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
  })

  test('the same seed gives the same numbers, another seed others', () => {
    expect(permutationImportance(sample, options)).toEqual(found)
    expect(permutationImportance(sample, { ...options, seed: 4 })).not.toEqual(found)
  })

  test('of a regression it is the rise of RMSE', () => {
    const measured = permutationImportance(
      { ...sample, target: x.map(value => 2 * value) },
      { ...options, metric: 'rmse' },
    )
    expect(measured).toMatchObject({ metric: 'rmse', baseline: 0 })
    // Two independent draws from 0…2 are sqrt(2/3) apart in the quadratic mean.
    expect(measured?.columns[0]?.mean).toBeCloseTo(Math.sqrt(2 / 3), 1)
  })

  test('one class has none', () => {
    expect(permutationImportance({ ...sample, target: new Float64Array(rows) }, options)).toBeUndefined()
  })
})

describe('contributions of a linear model', () => {
  const model = {
    kind: 'logistic-regression',
    intercept: -1,
    terms: [
      { kind: 'dense', name: 'x', weight: 2 },
      { kind: 'indicators', name: 'side', names: ['left', 'right'], weights: [0.5, -1] },
    ],
  } as LinearModel
  const codes = Float64Array.from({ length: rows }, (_, i) =>
    i % 3 === 0 ? 0 : i % 3 === 1 ? 1 : Number.NaN,
  )
  const margins = x.map((value, i) => -1 + 2 * value + ([0.5, -1, 0][i % 3] as number))

  test('with the base they add up to the margin', () => {
    const { base, values } = contributionsOf(model, { features: [x, codes], margins }) ?? {
      base: 0,
      values: [],
    }
    for (let row = 0; row < rows; row++) {
      const sum = values.reduce((total, own) => total + (own[row] as number), base)
      expect(sum).toBeCloseTo(margins[row] as number, 10)
    }
  })

  test('of a kind without exact values there are none', () => {
    expect(contributionsOf({ kind: 'forecast' }, { features: [], margins })).toBeUndefined()
  })
})

describe('explanations', () => {
  const artifact = {
    task: 'binary',
    expressions: { margin, probability: call('sigmoid', margin), decision: literal(null, 'boolean') },
    features: [{ kind: 'value', name: 'x doubled', expr: margin }],
    model: {
      kind: 'logistic-regression',
      intercept: 0,
      terms: [{ kind: 'dense', name: 'x doubled', weight: 1 }],
    },
    threshold: { kind: 'threshold', margin: 1, probability: 0.7, rule: { threshold: 0.7 }, why: '' },
  } as const
  const found = explanationsOf(artifact, sample)

  test('show the raw column that a feature is made of', () => {
    const [example] = found?.examples ?? []
    expect(example?.parts[0]).toMatchObject({
      name: 'x doubled',
      value: String(Number(Math.max(...x).toPrecision(4))),
    })
  })

  test('give examples of every kind, each another row', () => {
    expect(found?.examples.map(({ kind }) => kind)).toEqual([
      'highest',
      'near-threshold',
      'false-alarm',
      'missed',
      'lowest',
    ])
    expect(new Set(found?.examples.map(({ margin }) => margin)).size).toBe(5)
  })

  test('colour by rank', () => {
    const levels = found?.features[0]?.points.map(([, level]) => level ?? 0) ?? []
    expect(Math.min(...levels)).toBeLessThan(0.05)
    expect(Math.max(...levels)).toBeGreaterThan(0.95)
  })
})
