import { expect, test } from 'vitest'
import { dayAndTime, inWords } from './due.ts'

test.each([
  [-5, 'now'],
  [0, 'now'],
  [10_000, 'in 1 minute'],
  [90_000, 'in 2 minutes'],
  [3_600_000, 'in 1 hour'],
  [7 * 3_600_000, 'in 7 hours'],
  [86_400_000, 'in 1 day'],
  [6.6 * 86_400_000, 'in 7 days'],
])('%d ms are "%s"', (ms, expected) => {
  expect(inWords(ms)).toBe(expected)
})

test('an instant is shown in the zone of the client', () => {
  expect(dayAndTime(new Date('2026-03-01T23:30:00Z'), 'Europe/Berlin')).toBe(
    'Mon 2026-03-02 00:30 Europe/Berlin',
  )
})
