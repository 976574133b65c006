import { expect, test } from 'vitest'
import { contains, moved, ordered } from './place.ts'

const extent = { rows: 30, columns: 4 }

test.each([
  [{ row: 0, column: 0 }, 'ArrowRight', { row: 0, column: 1 }],
  [{ row: 0, column: 0 }, 'ArrowLeft', { row: 0, column: 0 }],
  [{ row: 29, column: 3 }, 'ArrowDown', { row: 29, column: 3 }],
  [{ row: 5, column: 2 }, 'k', { row: 4, column: 2 }],
  [{ row: 5, column: 2 }, 'End', { row: 5, column: 3 }],
  [{ row: 5, column: 2 }, 'PageDown', { row: 17, column: 2 }],
  [{ row: 5, column: 2 }, 'x', undefined],
])('from %j the key %s leads to %j', (at, key, to) => expect(moved(at, key, extent)).toEqual(to))

test('a selection holds what lies between its corners, whichever was first', () => {
  const area = { from: { row: 5, column: 3 }, to: { row: 2, column: 1 } }
  expect(contains(area, { row: 3, column: 2 })).toBe(true)
  expect(contains(area, { row: 3, column: 0 })).toBe(false)
  expect(ordered(area)).toEqual({ from: { row: 2, column: 1 }, to: { row: 5, column: 3 } })
})
