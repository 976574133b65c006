import { expect, test } from 'vitest'
import { foreignFile, foreignGolden } from '../../../../test/golden/foreign.ts'
import { scoresOf } from '../testing/foreign-scores.ts'
import { xgboostModel } from './xgboost-model.ts'

const names = [
  'binary',
  'base',
  'hinge-raw',
  'regression',
  'absolute',
  'poisson',
  'softprob',
  'parallel',
  'linear',
  'dart',
  'pruned',
]

test.each(names)('%s: raw outputs and predictions are those of XGBoost up to float32', name => {
  const golden = foreignGolden(`xgboost-${name}`)
  const scores = scoresOf(xgboostModel(foreignFile(`xgboost-${name}.json`)), golden.rows)
  golden.rows.forEach((_, i) => {
    expectClose(scores.raw[i] as readonly number[], golden.raw[i])
    if (name !== 'hinge-raw') expectClose(scores.predicted[i] as readonly number[], golden.predicted[i])
  })
})

test.each(['binary', 'softprob'])('%s: UBJSON holds the same model as JSON', name => {
  const text = xgboostModel(foreignFile(`xgboost-${name}.json`))
  const binary = xgboostModel(foreignFile(`xgboost-${name}.ubj`))
  expect({ ...binary, digest: '' }).toEqual({ ...text, digest: '' })
})

test('names of categories that XGBoost has cut are refused', () => {
  expect(() => xgboostModel(foreignFile('xgboost-cut-names.json'))).toThrow(/category "ün".*not ASCII/)
})

function expectClose(found: readonly number[], golden: number | readonly number[] | undefined) {
  const wanted = [golden].flat() as readonly number[]
  expect(found).toHaveLength(wanted.length)
  found.forEach((value, k) => {
    const want = wanted[k] as number
    expect(Math.abs(value - want)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(want)))
  })
}
