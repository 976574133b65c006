const secondsAround = 16 * 3600

/**
 * The first instant of a calendar day such as `2026-03-02` in a time zone, also where the clocks change at midnight;
 * undefined for a day that the calendar does not have.
 *
 * @throws RangeError for a zone that does not exist.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { startOfDay } from '@sluice/core'
 *
 * // On this day clocks went from 00:00 to 01:00.
 * assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo')?.toISOString(), '2018-11-04T03:00:00.000Z')
 * ```
 */
export function startOfDay(day: string, timeZone: string): Date | undefined {
  const localDay = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined
  // Every zone is less than 16 hours from UTC. Of these seconds the first that is in the day.
  let before = midnight.getTime() / 1000 - secondsAround
  let inside = midnight.getTime() / 1000 + secondsAround
  while (inside - before > 1) {
    const middle = Math.floor((before + inside) / 2)
    if (localDay.format(middle * 1000) < day) before = middle
    else inside = middle
  }
  return new Date(inside * 1000)
}
