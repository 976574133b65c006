import type { DataInterval } from './data-interval.ts'
import type { Schedule } from './schedule.ts'
import type { Timetable } from './timetable.ts'

/** What is known when it is decided what is due. */
export interface DueContext {
  readonly timetable: Timetable
  /** The time before this instant has been decided about already. */
  readonly covered: Date
  readonly now: Date
  /** How much later than due runs start. */
  readonly delayMs: number
  /** An earlier run of the schedule has not ended. */
  readonly busy: boolean
  /** At most so many intervals at once; the others come with the next decision. */
  readonly most: number
}

/** What is due: `runs` and `skipped` together are the time from the old `covered` to the new one, without a hole. */
export interface DueRuns {
  readonly runs: readonly DataInterval[]
  /** Time that the policy leaves out. */
  readonly skipped?: DataInterval
  readonly covered: Date
}

/**
 * Where a schedule begins that is seen for the first time at `since`: at its `start`, otherwise at the due instant
 * before, so that the first run covers a whole interval and nothing is due at once.
 */
export function firstCovered({ start }: Schedule, timetable: Timetable, since: Date): Date {
  return start ?? timetable.atOrBefore(since) ?? since
}

/**
 * Decides which intervals of a schedule are due. Intervals begin where the last one ended, so that no time is lost and
 * none is covered twice, also when the cron expression or the zone have changed in between.
 */
export function dueRuns(schedule: Schedule, context: DueContext): DueRuns {
  const { timetable, now, delayMs, busy } = context
  const covered = later(context.covered, schedule.start)
  const until = earlier(new Date(now.getTime() - delayMs), schedule.end)
  const last = timetable.atOrBefore(until)
  const nothing = { runs: [], covered }
  if (schedule.paused || last === undefined || last <= covered) return nothing
  if (schedule.catchUp === 'all') return everyInterval(timetable, covered, last, context.most)
  // These wait for the run before, so that what comes due meanwhile is part of the decision.
  if (busy) return nothing
  if (schedule.catchUp === 'single') return { runs: [{ start: covered, end: last }], covered: last }
  const start = later(covered, timetable.atOrBefore(new Date(last.getTime() - 1)))
  const runs = [{ start, end: last }]
  return start > covered
    ? { runs, skipped: { start: covered, end: start }, covered: last }
    : { runs, covered: last }
}

function everyInterval(timetable: Timetable, covered: Date, last: Date, most: number): DueRuns {
  const runs: DataInterval[] = []
  let start = covered
  while (start < last && runs.length < most) {
    const end = timetable.after(start)
    if (end === undefined || end > last) break
    runs.push({ start, end })
    start = end
  }
  return { runs, covered: start }
}

/** When the next run starts, `delayMs` included; undefined when there will be none. */
export function nextStart(
  { start, end }: Schedule,
  { timetable, covered, delayMs }: Pick<DueContext, 'timetable' | 'covered' | 'delayMs'>,
): Date | undefined {
  const due = timetable.after(later(covered, start))
  if (due === undefined || (end !== undefined && due > end)) return undefined
  return new Date(due.getTime() + delayMs)
}

function later(at: Date, other: Date | undefined): Date {
  return other !== undefined && other > at ? other : at
}

function earlier(at: Date, other: Date | undefined): Date {
  return other !== undefined && other < at ? other : at
}
