import { Cron } from 'croner'
import { isTimeZone, ScheduleInvalid, type Timetable } from '@sluice/core'

/** Whose cron expression it is, for messages. */
export interface CronOptions {
  readonly cron: string
  readonly timezone: string
  readonly deployment: string
}

/**
 * A cron expression of five fields in a time zone. When clocks change:
 *
 * - an expression for every hour (`30 * * * *`) follows the time that passes: 23 or 25 times on such a day;
 * - an expression that names hours (`30 2 * * *`, `0 0,12 * * *`, `0 8-18 * * *`) is due once at each local time it
 *   names: of a time that occurs twice the first counts, and a time that does not occur is due at the end of the gap.
 *
 * @throws ScheduleInvalid when the expression or the zone cannot be read, or is never due.
 */
export function cronTimetable({ cron, timezone, deployment }: CronOptions): Timetable {
  const text = cron.trim()
  if (!isTimeZone(timezone)) {
    const expected = 'the name of a time zone such as Europe/Berlin'
    throw new ScheduleInvalid({ deployment, option: 'timezone', value: timezone, expected })
  }
  const expected = 'a cron expression of five fields such as "0 6 * * MON": minute, hour, day, month, weekday'
  const invalid = (cause?: unknown) =>
    new ScheduleInvalid({ deployment, option: 'schedule', value: cron, expected, cause })
  try {
    const job = new Cron(explicit(text), {
      timezone,
      mode: '5-part',
      fixedTimeRule: 'no-wildcard',
      paused: true,
    })
    if (job.nextRun(new Date(0)) === null) throw invalid()
    return {
      after: at => job.nextRun(at) ?? undefined,
      // Croner looks strictly before, and at whole seconds.
      atOrBefore: at => job.previousRuns(1, new Date(Math.floor(at.getTime() / 1000 + 1) * 1000))[0],
    }
  } catch (cause) {
    throw cause instanceof ScheduleInvalid ? cause : invalid(cause)
  }
}

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/**
 * The expression with minutes and hours as lists, unless it is for every hour. To Croner a field with `*` or a step is
 * one that follows passing time: of every second hour it would run that of 02:00 twice in autumn.
 */
function explicit(cron: string): string {
  const fields = (nicknames[cron.toLowerCase()] ?? cron).split(/\s+/)
  const [minute, hour, ...rest] = fields
  if (fields.length !== 5 || minute === undefined || hour === undefined) return cron
  if (hour === '*') return fields.join(' ')
  const hours = listed(hour, `0 ${hour} * * *`, 24, at => at.getUTCHours())
  if (hours.split(',').length === 24) return [minute, '*', ...rest].join(' ')
  return [listed(minute, `${minute} 0 * * *`, 60, at => at.getUTCMinutes()), hours, ...rest].join(' ')
}

/** A field as a list of its values: when the expression is due on a day without clock changes. */
function listed(field: string, cron: string, most: number, valueOf: (at: Date) => number): string {
  if (!/[*/?-]/.test(field)) return field
  const day = new Date('2000-01-02T00:00:00Z')
  const runs = new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true }).nextRuns(
    most,
    new Date(day.getTime() - 1000),
  )
  const values = runs.filter(at => at.getUTCDate() === day.getUTCDate()).map(valueOf)
  return values.join(',')
}
