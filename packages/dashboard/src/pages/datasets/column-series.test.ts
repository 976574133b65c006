import { expect, test } from 'vitest'
import { columnSeries } from './column-series.ts'

const profile = (missing: number, mean?: number) => [
  { name: 'amount', type: 'number', rows: 100, missing, distinct: 7, mean, quantiles: [1, 2, 3, 4, 5] },
]

test.each([
  ['missing', [0.1, 0.5, null]],
  ['different', [7, 7, null]],
  ['mean', [4, null, null]],
  ['median', [3, 3, null]],
] as const)('%s of each profile, and none where there is no profile', (statistic, values) => {
  expect(columnSeries([profile(10, 4), profile(50), undefined], 'amount', statistic)).toEqual(values)
})

test('a column that is not there has no numbers', () => {
  expect(columnSeries([profile(1)], 'price', 'missing')).toEqual([null])
})
