import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOfMonth, dayOfWeek, dayOfYear, hour, minute, month, year } from './dates.ts'

const parts = { year, month, dayOfMonth, dayOfWeek, dayOfYear, hour, minute }

test('parts are those of the Gregorian calendar in UTC', () => {
  const instants = fc.integer({ min: Date.parse('0001-01-01'), max: Date.parse('9999-12-31') })
  fc.assert(
    fc.property(instants, ms => {
      const date = new Date(ms)
      const newYear = new Date(ms)
      newYear.setUTCMonth(0, 1)
      newYear.setUTCHours(0, 0, 0, 0)
      const found = Object.values(parts).map(part => part(ms * 1000))
      expect(found).toEqual([
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        ((date.getUTCDay() + 6) % 7) + 1,
        Math.floor((ms - newYear.getTime()) / 86_400_000) + 1,
        date.getUTCHours(),
        date.getUTCMinutes(),
      ])
    }),
    { numRuns: 2000, seed: 1 },
  )
})

test('a microsecond before midnight belongs to the old day, also in far years', () => {
  const midnight = Date.parse('2250-03-01T00:00:00Z') * 1000
  expect([dayOfMonth(midnight - 1), hour(midnight - 1), dayOfMonth(midnight)]).toEqual([28, 23, 1])
})

test.each([Infinity, -Infinity, Number.NaN])('%s has no parts', micros => {
  expect(Object.values(parts).map(part => part(micros))).toEqual(Object.values(parts).map(() => Number.NaN))
})
