import { expect, test } from 'vitest'
import { daysBetween, relative, when } from './when.ts'

const instant = '2026-03-16T05:04:31Z'

test.each([
  ['Europe/Zurich', 'day-clock', 'Mon 16 Mar, 06:04'],
  ['America/New_York', 'day-clock', 'Mon 16 Mar, 01:04'],
  ['Asia/Tokyo', 'clock', '14:04:31'],
  ['UTC', 'day', 'Mon 16 Mar'],
  ['Nowhere/Land', 'clock', '05:04:31'],
] as const)('in %s, as %s, it is %s', (zone, detail, text) => {
  expect(when(instant, zone, detail).replace(/^(Mon), /, '$1 ')).toBe(text)
})

test('what is no instant is a dash', () => expect(when('soon', 'UTC')).toBe('–'))

test.each([
  [3, 'now'],
  [42, 'in 42 s'],
  [-60, '1 min ago'],
  [-7300, '2 h ago'],
  [200_000, 'in 2 d'],
])('%s seconds away is %s', (seconds, text) => {
  const now = Date.parse(instant)
  expect(relative(now + seconds * 1000, now).replaceAll('\u00A0', ' ')).toBe(text)
})

test('days are those of the zone', () => {
  const [late, early] = ['2026-03-15T22:30:00Z', '2026-03-15T23:30:00Z']
  expect(daysBetween(late, early, 'UTC')).toBe(0)
  expect(daysBetween(late, early, 'Europe/Zurich')).toBe(1)
})
