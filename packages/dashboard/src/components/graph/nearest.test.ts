import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const spots = [
  { id: 'a', x: 0, y: 0 },
  { id: 'b', x: 200, y: 0 },
  { id: 'c', x: 200, y: 60 },
  { id: 'd', x: 400, y: 30 },
]

test.each([
  ['a', 'ArrowRight', 'b'],
  ['b', 'ArrowDown', 'c'],
  ['c', 'ArrowUp', 'b'],
  ['d', 'ArrowLeft', 'b'],
  ['a', 'ArrowLeft', undefined],
  ['a', 'Enter', undefined],
  ['z', 'ArrowLeft', undefined],
])('from %s by %s to %s', (from, key, to) => expect(nearest(spots, from, key)).toBe(to))
