import { expect, test } from 'vitest'
import { scheduleOf, type ScheduleOptions } from './schedule.ts'

test('what is not said has a default', () => {
  expect(scheduleOf('0 6 * * MON', {}, 'acme')).toEqual({
    kind: 'schedule',
    cron: '0 6 * * MON',
    timezone: 'UTC',
    catchUp: 'latest',
    jitterMs: 0,
    paused: false,
  })
})

test('a day is its first moment in the zone of the deployment', () => {
  const options = { timezone: 'Europe/Berlin', start: '2026-03-29', end: '2026-03-30T00:00:00+02:00' }
  const { start, end } = scheduleOf('0 6 * * *', options, 'acme')
  expect([start, end].map(at => at?.toISOString())).toEqual([
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ])
})

test.each<[ScheduleOptions, RegExp]>([
  [{ catchUp: 'some' as never }, /catchUp is "some"; write all, latest, single/],
  [{ timezone: 'Europe/Berln', start: '2026-03-02' }, /timezone is "Europe\/Berln"; write the name/],
  [{ jitterMs: -1 }, /jitterMs is "-1"/],
  [{ jitterMs: Number.NaN }, /jitterMs is "NaN"/],
  [{ start: '2026-02-30' }, /start is "2026-02-30"; write a day such as 2026-03-02/],
  [{ start: '2026-03-02T06:00:00' }, /start is/],
  [{ end: 'tomorrow' }, /end is "tomorrow"/],
  [{ start: '2026-03-02', end: '2026-03-02' }, /end is .*; write an instant after the start/],
])('%o is refused', (options, message) => {
  expect(() => scheduleOf('0 6 * * MON', options, 'acme')).toThrow(
    expect.objectContaining({ code: 'schedule-invalid', deployment: 'acme' }),
  )
  expect(() => scheduleOf('0 6 * * MON', options, 'acme')).toThrow(message)
})
