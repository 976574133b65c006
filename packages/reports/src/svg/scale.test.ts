import { expect, test } from 'vitest'
import { linearScale, niceCeiling, ticks } from './scale.ts'

test.each<[number, number, readonly number[]]>([
  [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0, 0.37, [0, 0.1, 0.2, 0.3]],
  [-3, 4, [-2, 0, 2, 4]],
  [1000, 1004, [1000, 1001, 1002, 1003, 1004]],
  [0, 1e-7, [0, 2e-8, 4e-8, 6e-8, 8e-8, 1e-7]],
  [2, 2, [2]],
])('ticks from %s to %s', (low, high, expected) => {
  expect(ticks(low, high)).toEqual(expected)
})

test.each([
  [0.93, 1],
  [4.1, 5],
  [1, 1],
  [872, 1000],
  [0.0213, 0.025],
  [0, 1],
  [Number.NaN, 1],
])('an axis for values to %s ends at %s', (value, end) => {
  expect(niceCeiling(value)).toBe(end)
})

test.each<[readonly [number, number], number, number]>([
  [[0, 10], 5, 150],
  [[0, 10], 0, 100],
  [[10, 0], 10, 100],
  [[3, 3], 3, 150],
])('of the domain %j %s is at %s', (domain, value, place) => {
  expect(linearScale(domain, [100, 200])(value)).toBe(place)
})
