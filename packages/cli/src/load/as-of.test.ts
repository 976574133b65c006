import { expect, test } from 'vitest'
import { asOfFrom } from './as-of.ts'

const now = new Date('2026-03-02T03:30:00Z')

test.each<[string | undefined, string, string]>([
  [undefined, 'UTC', '2026-03-02T00:00:00.000Z'],
  [undefined, 'America/New_York', '2026-03-01T05:00:00.000Z'],
  [undefined, 'Asia/Tokyo', '2026-03-01T15:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2026-03-02T06:00:00+01:00', 'Asia/Tokyo', '2026-03-02T05:00:00.000Z'],
])('--as-of %s in %s is %s', (text, timeZone, expected) => {
  expect(asOfFrom(text, now, timeZone).toISOString()).toBe(expected)
})

test.each([
  'monday',
  '2026-13-45',
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '2026-03-02T06:00:00',
  '02.03.2026',
])('--as-of %s is refused with an example', text => {
  expect(() => asOfFrom(text, now)).toThrow(/write a date such as 2026-03-02/)
})
