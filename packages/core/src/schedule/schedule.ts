import { startOfDay } from '../time/start-of-day.ts'
import { isTimeZone } from '../time/time-zone.ts'
import { ScheduleInvalid } from './schedule-invalid.ts'

/**
 * What happens with runs that were missed while nobody scheduled.
 *
 * - `all`: every missed interval gets its run, the oldest first.
 * - `latest`: the newest missed interval gets its run, older ones are left out.
 * - `single`: one run covers the whole gap.
 */
export type CatchUp = 'all' | 'latest' | 'single'

/** An instant, or a calendar day such as `2026-03-02` that stands for its first moment in the deployment's zone. */
export type Moment = Date | string

/** How a schedule is declared; every option has a default. */
export interface ScheduleOptions {
  /** Cron expression of five fields, such as `0 6 * * MON`. */
  readonly schedule?: string
  /** IANA time zone of the schedule and of times in messages; default UTC. */
  readonly timezone?: string
  /** Default `latest`. */
  readonly catchUp?: CatchUp
  /** The first interval begins here, also in the past; default: no interval from before the schedule was first seen. */
  readonly start?: Moment
  /** Nothing is due after it. */
  readonly end?: Moment
  /** Runs start up to so much later, each deployment always by the same time, so that they do not all start at once. */
  readonly jitterMs?: number
  /** Nothing is started while this is set. */
  readonly paused?: boolean
  /** A run has to be finished so much after it was due; an alert is sent before and at that time. */
  readonly deadlineMs?: number
}

/** When a deployment runs: {@link ScheduleOptions} with everything decided. */
export interface Schedule {
  readonly kind: 'schedule'
  readonly cron: string
  readonly timezone: string
  readonly catchUp: CatchUp
  readonly start?: Date
  readonly end?: Date
  readonly jitterMs: number
  readonly paused: boolean
}

const policies: readonly CatchUp[] = ['all', 'latest', 'single']

/**
 * The schedule that options declare. The cron expression is only looked at when a timetable is made of it.
 *
 * @throws ScheduleInvalid naming the option and what may be written.
 */
export function scheduleOf(cron: string, options: ScheduleOptions, deployment: string): Schedule {
  const { timezone = 'UTC', catchUp = 'latest', jitterMs = 0, paused = false } = options
  const invalid = (option: string, value: unknown, expected: string) =>
    new ScheduleInvalid({ deployment, option, value: String(value), expected })
  if (!isTimeZone(timezone)) {
    throw invalid('timezone', timezone, 'the name of a time zone such as Europe/Berlin')
  }
  if (!policies.includes(catchUp)) throw invalid('catchUp', catchUp, policies.join(', '))
  if (!Number.isFinite(jitterMs) || jitterMs < 0) {
    throw invalid('jitterMs', jitterMs, 'milliseconds, 0 or more')
  }
  const moment = (option: 'start' | 'end') => {
    const value = options[option]
    if (value === undefined) return undefined
    const at = value instanceof Date ? value : momentIn(value, timezone)
    if (at === undefined || Number.isNaN(at.getTime())) {
      throw invalid(option, value, 'a day such as 2026-03-02, or an instant such as 2026-03-02T06:00:00Z')
    }
    return at
  }
  const start = moment('start')
  const end = moment('end')
  if (start !== undefined && end !== undefined && end <= start) {
    throw invalid('end', end.toISOString(), `an instant after the start, ${start.toISOString()}`)
  }
  return Object.freeze({
    kind: 'schedule',
    cron,
    timezone,
    catchUp,
    jitterMs,
    paused,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  })
}

function momentIn(text: string, timezone: string): Date | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return startOfDay(text, timezone)
  return /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text) : undefined
}
