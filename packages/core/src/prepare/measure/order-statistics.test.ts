import { expect, test } from 'vitest'
import { seededRandom } from '../../random/seeded-random.ts'
import {
  isMedian,
  quantilesOf,
  quantilesWhenFilled,
  ranksOf,
  ranksWhenFilled,
  type Quantiles,
} from './order-statistics.ts'

const linear = (...at: readonly number[]): Quantiles => ({ at, method: 'linear' })
const averaged = (...at: readonly number[]): Quantiles => ({ at, method: 'averaged-inverted-cdf' })

function known(sorted: readonly number[], missing = 0, ranks: readonly number[] = [...sorted.keys()]) {
  return { present: sorted.length, missing, at: new Map(ranks.map(rank => [rank, sorted[rank] as number])) }
}

test.each([
  // Values of numpy.quantile(…, method=…).
  [[1, 2, 3, 4], linear(0.25, 0.5, 0.75), [1.75, 2.5, 3.25]],
  [[1, 2, 3, 10], linear(0, 1), [1, 10]],
  [[7], linear(0, 0.3, 1), [7, 7, 7]],
  [[1, 2, 3, 4, 5, 6, 7, 8], averaged(0, 0.25, 0.5, 0.75, 1), [1, 2.5, 4.5, 6.5, 8]],
  [[1, 2, 3], averaged(0.3, 0.5, 0.7), [1, 2, 3]],
  [[], linear(0.5), [Number.NaN]],
])('quantiles of %j as NumPy has them', (sorted, quantiles, expected) => {
  const needed = sorted.length === 0 ? [] : ranksOf(quantiles, sorted.length)
  expect(quantilesOf(quantiles, known(sorted, 0, needed))).toEqual(expected)
})

test('a rank that was not read gives no quantile', () => {
  expect(quantilesOf(linear(0.5), known([1, 2, 3], 0, [0, 2]))).toBeUndefined()
  expect(quantilesWhenFilled(linear(0.01), known([1, 2, 3], 1, [1]), 2)).toBeUndefined()
})

test.each([
  [2, [1, 2, 3], true],
  [2.5, [1, 2, 3, 4], true],
  [3.5, [1, 2, 3, 4], false],
])('%d is a median of %j: %s', (value, sorted, expected) => {
  expect(isMedian(value, known(sorted))).toBe(expected)
})

test('quantiles after a fill with the median follow from the ranks read for them', () => {
  const random = seededRandom(7)
  for (let round = 0; round < 400; round++) {
    const present = 1 + Math.floor(random() * 12)
    const missing = Math.floor(random() * 12)
    const sorted = Array.from({ length: present }, () => Math.floor(random() * 6)).toSorted((a, b) => a - b)
    const quantiles = linear(random() * 0.5, 0.5, 0.5 + random() * 0.5, 0, 1)
    const middle = linear(0.5)
    const ranks = [...ranksOf(middle, present), ...ranksWhenFilled(quantiles, { present, missing })]
    const read = known(sorted, missing, ranks)
    const [median = Number.NaN] = quantilesOf(middle, read) ?? []
    const filled = [...sorted, ...Array<number>(missing).fill(median)].toSorted((a, b) => a - b)
    expect(quantilesWhenFilled(quantiles, read, median)).toEqual(quantilesOf(quantiles, known(filled)))
  }
})

test('quantiles after a fill with any constant are right or not known', () => {
  const random = seededRandom(8)
  let right = 0
  for (let round = 0; round < 400; round++) {
    const sorted = Array.from({ length: 8 }, () => Math.floor(random() * 6)).toSorted((a, b) => a - b)
    const missing = Math.floor(random() * 6)
    const read = known(
      sorted,
      missing,
      [...sorted.keys()].filter(() => random() < 0.6),
    )
    const constant = Math.floor(random() * 8) - 1
    const filled = [...sorted, ...Array<number>(missing).fill(constant)].toSorted((a, b) => a - b)
    const found = quantilesWhenFilled(linear(random()), read, constant)
    if (found === undefined) continue
    right++
    expect(
      filled.some(
        (value, i) => (found[0] as number) >= value && (found[0] as number) <= (filled[i + 1] ?? value),
      ),
    ).toBe(true)
  }
  expect(right).toBeGreaterThan(100)
})
