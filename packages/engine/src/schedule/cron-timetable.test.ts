import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cronTimetable } from './cron-timetable.ts'
import { dueByTheMinute } from './testing/due-by-the-minute.ts'

function timetable(cron: string, timezone: string) {
  return cronTimetable({ cron, timezone, deployment: 'acme' })
}

/** The due instants in (from, to], without seconds. */
function dueBetween(cron: string, timezone: string, from: string, to: string): readonly string[] {
  const { after } = timetable(cron, timezone)
  const found: string[] = []
  for (let at = after(new Date(from)); at !== undefined && at <= new Date(to); at = after(at)) {
    found.push(at.toISOString().replace(':00.000Z', 'Z'))
  }
  return found
}

describe('when clocks go forward', () => {
  test.each<[string, string, string, string, string, readonly string[]]>([
    [
      'a time in the gap is due at its end, once, and the next day as always',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T00:00Z',
      '2026-03-30T12:00Z',
      ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'several times in the gap are due once',
      '*/20 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      '2026-03-30T00:15Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:00Z'],
    ],
    [
      'a time in the gap and the time at its end are due once',
      '0 2-3 * * *',
      'Europe/Berlin',
      '2026-03-29T00:00Z',
      '2026-03-29T12:00Z',
      ['2026-03-29T01:00Z'],
    ],
    [
      'an hourly schedule follows passing time: 23 times',
      '0 * * * *',
      'Europe/Berlin',
      '2026-03-28T23:30Z',
      '2026-03-29T04:00Z',
      [
        '2026-03-29T00:00Z',
        '2026-03-29T01:00Z',
        '2026-03-29T02:00Z',
        '2026-03-29T03:00Z',
        '2026-03-29T04:00Z',
      ],
    ],
    [
      'in New York',
      '30 2 * * *',
      'America/New_York',
      '2026-03-07T12:00Z',
      '2026-03-09T12:00Z',
      ['2026-03-08T07:00Z', '2026-03-09T06:30Z'],
    ],
    [
      'half an hour on Lord Howe',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-02T00:00Z',
      '2026-10-05T00:00Z',
      ['2026-10-02T15:45Z', '2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ],
    [
      'a day that Samoa left out has no run',
      '0 6 * * *',
      'Pacific/Apia',
      '2011-12-29T00:00Z',
      '2011-12-31T00:00Z',
      ['2011-12-29T16:00Z', '2011-12-30T16:00Z'],
    ],
    [
      'at midnight in São Paulo',
      '0 0 * * *',
      'America/Sao_Paulo',
      '2018-11-03T00:00Z',
      '2018-11-05T12:00Z',
      ['2018-11-03T03:00Z', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ],
  ])('%s: %s %s', (_name, cron, zone, from, to, expected) => {
    expect(dueBetween(cron, zone, from, to)).toEqual(expected)
  })
})

describe('when clocks go back', () => {
  test.each<[string, string, string, string, string, readonly string[]]>([
    [
      'a time that occurs twice is due at the first',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-26T12:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'an hourly schedule follows passing time: 25 times',
      '0 * * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      '2026-10-25T03:00Z',
      ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z', '2026-10-25T03:00Z'],
    ],
    [
      'every second hour names its hours: 02:00 once',
      '0 */2 * * *',
      'Europe/Berlin',
      '2026-10-24T21:30Z',
      '2026-10-25T03:30Z',
      ['2026-10-24T22:00Z', '2026-10-25T00:00Z', '2026-10-25T03:00Z'],
    ],
    [
      'every minute of an hour that occurs twice',
      '*/30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-25T12:00Z',
      ['2026-10-25T00:00Z', '2026-10-25T00:30Z'],
    ],
    [
      'in New York',
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00Z',
      '2026-11-02T12:00Z',
      ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    [
      'half an hour on Lord Howe',
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-04T00:00Z',
      '2026-04-06T00:00Z',
      ['2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      'at midnight in São Paulo',
      '30 23 * * *',
      'America/Sao_Paulo',
      '2018-02-17T00:00Z',
      '2018-02-19T12:00Z',
      ['2018-02-17T01:30Z', '2018-02-18T01:30Z', '2018-02-19T02:30Z'],
    ],
  ])('%s: %s %s', (_name, cron, zone, from, to, expected) => {
    expect(dueBetween(cron, zone, from, to)).toEqual(expected)
  })
})

test.each<[string, string, string, string, readonly string[]]>([
  [
    '0 6 * * *',
    'Asia/Kathmandu',
    '2026-03-02T00:00Z',
    '2026-03-03T12:00Z',
    ['2026-03-02T00:15Z', '2026-03-03T00:15Z'],
  ],
  [
    '0 6 * * MON',
    'UTC',
    '2026-03-02T06:00Z',
    '2026-03-16T06:00Z',
    ['2026-03-09T06:00Z', '2026-03-16T06:00Z'],
  ],
  ['0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', '2028-12-31T00:00Z', ['2028-02-29T00:00Z']],
  ['0 0 L * *', 'UTC', '2026-01-31T00:00Z', '2026-03-01T00:00Z', ['2026-02-28T00:00Z']],
  ['@monthly', 'UTC', '2026-01-31T00:00Z', '2026-03-01T00:00Z', ['2026-02-01T00:00Z', '2026-03-01T00:00Z']],
])('%s %s', (cron, zone, from, to, expected) => {
  expect(dueBetween(cron, zone, from, to)).toEqual(expected)
})

test('the last due instant may be the instant itself', () => {
  const { atOrBefore } = timetable('0 6 * * MON', 'UTC')
  const at = (text: string) => atOrBefore(new Date(text))?.toISOString()
  expect(at('2026-03-09T06:00:00.000Z')).toBe('2026-03-09T06:00:00.000Z')
  expect(at('2026-03-09T06:00:00.999Z')).toBe('2026-03-09T06:00:00.000Z')
  expect(at('2026-03-09T05:59:59.999Z')).toBe('2026-03-02T06:00:00.000Z')
})

test.each([
  ['0 6 * *', 'UTC', 'schedule', /five fields/],
  ['0 0 6 * * MON', 'UTC', 'schedule', /five fields/],
  ['61 * * * *', 'UTC', 'schedule', /five fields/],
  ['0 25 * * *', 'UTC', 'schedule', /five fields/],
  ['0 0 30 2 *', 'UTC', 'schedule', /five fields/],
  ['every monday', 'UTC', 'schedule', /five fields/],
  ['', 'UTC', 'schedule', /five fields/],
  ['0 6 * * *', 'Europe/Berln', 'timezone', /Europe\/Berlin/],
])('"%s" in "%s" is refused, naming %s', (cron, zone, option, message) => {
  expect(() => timetable(cron, zone)).toThrow(expect.objectContaining({ code: 'schedule-invalid', option }))
  expect(() => timetable(cron, zone)).toThrow(message)
})

const minute = fc.constantFrom('0', '30', '*/20', '*/30', '15,45', '*')
const hour = fc.constantFrom('*', '0', '1', '2', '3', '23', '*/2', '*/3', '0-3', '1,2', '0-23')
/** Days around a change of clocks, in both directions. */
const change = fc.constantFrom(
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Asia/Kathmandu', '2026-06-01'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Africa/Casablanca', '2026-03-22'],
) as fc.Arbitrary<readonly [string, string]>

test('due instants are those of a search minute by minute, in both directions', () => {
  fc.assert(
    fc.property(minute, hour, change, (minutes, hours, [zone, day]) => {
      const cron = `${minutes} ${hours} * * *`
      const from = new Date(Date.parse(`${day}T00:00Z`) - 36 * 3_600_000)
      const to = new Date(from.getTime() + 84 * 3_600_000)
      const expected = dueByTheMinute(cron, zone, from, to)
      const { after, atOrBefore } = timetable(cron, zone)
      const forward: Date[] = []
      for (let at = after(from); at !== undefined && at <= to; at = after(at)) forward.push(at)
      expect(forward).toEqual(expected)
      const backward: Date[] = []
      for (
        let at = atOrBefore(to);
        at !== undefined && at > from;
        at = atOrBefore(new Date(at.getTime() - 1))
      ) {
        backward.unshift(at)
      }
      expect(backward).toEqual(expected)
    }),
    { seed: 4, numRuns: 100 },
  )
})
