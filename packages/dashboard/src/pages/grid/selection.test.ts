import { expect, test } from 'vitest'
import { chosenOf, dayAfter } from './selection.ts'

const cell = { state: 'good' as const, asOf: '2026-03-02T00:00:00Z', run: 'r' }
const items = ['a', 'b', 'c'].map(deployment => ({ deployment, zone: 'UTC', cells: [null, cell, cell] }))
const columns = ['2026-02-23', '2026-03-02', '2026-03-09']

test('a rectangle stands for its clients, its days and what was due in it', () => {
  const area = { from: { row: 2, column: 1 }, to: { row: 1, column: 0 } }
  expect(chosenOf(area, items, columns)).toEqual({
    deployments: ['b', 'c'],
    from: '2026-02-23',
    to: '2026-03-03',
    intervals: 2,
  })
  expect(chosenOf({ from: { row: 9, column: 9 }, to: { row: 9, column: 9 } }, items, columns)).toBeUndefined()
})

test.each([
  ['2026-02-28', '2026-03-01'],
  ['2026-12-31', '2027-01-01'],
])('after %s comes %s', (day, next) => expect(dayAfter(day)).toBe(next))
