import { expect, test } from 'vitest'
import { descending, localMinimum } from './local-minimum.ts'

const everywhere = { low: -Infinity, high: Infinity }

test.each<[string, (x: number) => number, number]>([
  ['a parabola', x => (x - 3) ** 2, 3],
  ['a parabola far away', x => (x + 12_345) ** 2, -12_345],
  ['a corner', x => Math.abs(x - 0.3), 0.3],
  ['exp(x) - 5x', x => Math.exp(x) - 5 * x, Math.log(5)],
  ['a steep wall on one side', x => (x > 4 ? Infinity : (x - 1) ** 4), 1],
])('%s has its minimum found from -2 … 2', (_name, of, expected) => {
  const found = localMinimum(of, descending(of, { low: -2, high: 2 }, everywhere))
  expect(Math.abs(found - expected)).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)))
})

test('a smooth minimum is found to eight digits', () => {
  const of = (x: number) => Math.cosh(x - 0.7)
  expect(localMinimum(of, { low: -2, high: 2 })).toBeCloseTo(0.7, 7)
})

test('where the function falls to its limit, the limit is found', () => {
  const limits = { low: -2, high: 7 }
  const of = (x: number) => -x
  expect(localMinimum(of, descending(of, { low: -2, high: 2 }, limits))).toBeCloseTo(7, 6)
})
