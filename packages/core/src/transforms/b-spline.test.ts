import { expect, test } from 'vitest'
import { bSplines } from './b-spline.ts'

const valueAt = (polynomial: readonly number[], off: number) =>
  polynomial.reduceRight((sum, coefficient) => sum * off + coefficient, 0)

test.each([
  [[0, 1, 2, 3], 3],
  [[-2, 0.5, 0.75, 10], 2],
  [[0, 1e9], 5],
  [[1e-9, 2e-9, 5e-9], 1],
])('the splines over %j of degree %d are not negative and sum to 1', (knots, degree) => {
  const splines = bSplines(knots, degree)
  expect(splines.length).toBe(knots.length - 1 + degree)
  knots.slice(1).forEach((end, piece) => {
    const width = end - (knots[piece] as number)
    for (const share of [0, 0.1, 0.5, 0.999, 1]) {
      const values = splines.map(pieces => valueAt(pieces[piece] ?? [], share * width))
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
      expect(Math.min(...values)).toBeGreaterThan(-1e-12)
    }
  })
})

test('at an inner knot the pieces on both sides meet', () => {
  const knots = [0, 1, 3, 4]
  for (const pieces of bSplines(knots, 3)) {
    expect(valueAt(pieces[0] ?? [], 1)).toBeCloseTo(valueAt(pieces[1] ?? [], 0), 12)
    expect(valueAt(pieces[1] ?? [], 2)).toBeCloseTo(valueAt(pieces[2] ?? [], 0), 12)
  }
})
