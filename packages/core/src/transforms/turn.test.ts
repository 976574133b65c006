import { call, column, compileBest, isExact, literal } from '@sluice/expr'
import { expect, test } from 'vitest'
import { sineAndCosine } from './turn.ts'

const x = column('x', 'number')
const compiled = compileBest({ ...sineAndCosine(call('divide', x, literal(24))) })
const of = (value: number | null) => compiled.row({ x: value }) as { sine: number; cosine: number }

test.each([
  [0, 0, 1],
  [6, 1, 0],
  [12, 0, -1],
  [18, -1, 0],
  [24, 0, 1],
  [-6, -1, 0],
  [2400, 0, 1],
])('at %d of 24 the sine is %d and the cosine %d, exactly', (value, sine, cosine) => {
  expect(of(value).sine + 0).toBe(sine)
  expect(of(value).cosine + 0).toBe(cosine)
})

test('elsewhere both are right to the last digits', () => {
  for (let value = -50; value < 50; value += 0.37) {
    const angle = (2 * Math.PI * value) / 24
    expect(Math.abs(of(value).sine - Math.sin(angle))).toBeLessThan(4e-15)
    expect(Math.abs(of(value).cosine - Math.cos(angle))).toBeLessThan(4e-15)
  }
})

test('missing stays missing, and no operation is inexact', () => {
  expect(of(null)).toEqual({ sine: null, cosine: null })
  expect(Object.values(sineAndCosine(x)).every(isExact)).toBe(true)
})
