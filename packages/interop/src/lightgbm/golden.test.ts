import { expect, test } from 'vitest'
import { foreignFile, foreignGolden } from '../../../../test/golden/foreign.ts'
import { scoresOf } from '../testing/foreign-scores.ts'
import { lightgbmModel } from './lightgbm-model.ts'

const names = [
  'binary',
  'binary-codes',
  'sigmoid',
  'zero-missing',
  'no-missing',
  'no-missing-codes',
  'regression',
  'sqrt',
  'l1',
  'quantile',
  'poisson',
  'multiclass',
  'multiclassova',
  'forest',
  'forest-regression',
  'dart',
  'stump',
]

// Ours are log-odds; of a random forest LightGBM gives the sum for raw output, the mean for the prediction.
const scales: Readonly<Record<string, number>> = { sigmoid: 2.5, forest: 1 / 9, 'forest-regression': 1 / 9 }

test.each(names)('%s: raw outputs and predictions are those of LightGBM', name => {
  const golden = foreignGolden(`lightgbm-${name}`)
  const model = lightgbmModel(foreignFile(`lightgbm-${name}.txt`))
  const scores = scoresOf(model, golden.rows)
  const scale = scales[name] ?? 1
  golden.rows.forEach((_, i) => {
    closeTo(scores.raw[i] as readonly number[], [golden.raw[i]].flat() as number[], scale)
    closeTo(scores.predicted[i] as readonly number[], [golden.predicted[i]].flat() as number[], 1)
  })
})

function closeTo(found: readonly number[], wanted: readonly number[], scale: number) {
  expect(found).toHaveLength(wanted.length)
  found.forEach((value, k) => {
    const want = (wanted[k] as number) * scale
    expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(want)))
  })
}
