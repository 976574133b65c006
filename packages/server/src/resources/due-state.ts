import type { KnownPipeline } from './known-pipelines.ts'

/** What was due last and what comes next, by the schedule alone. */
export interface DueState {
  /** The newest instant at which a run was due. */
  readonly due?: Date
  /** When a run for it should have begun. */
  readonly startsAt?: Date
  readonly nextRun?: Date
}

/** Looks at the schedule of a pipeline as of now. */
export function dueStateOf({ timing }: Pick<KnownPipeline, 'timing'>, now: Date): DueState {
  if (timing === undefined) return {}
  const { schedule, timetable, delayMs } = timing
  const { start, end, paused } = schedule
  const isOver = end !== undefined && now > end
  const due = timetable.atOrBefore(isOver ? end : now)
  const has = due !== undefined && (start === undefined || due >= start)
  const next = timetable.after(start !== undefined && start > now ? new Date(start.getTime() - 1) : now)
  const comes = next !== undefined && !paused && (end === undefined || next <= end)
  return {
    ...(has && { due, startsAt: new Date(due.getTime() + delayMs) }),
    ...(comes && { nextRun: new Date(next.getTime() + delayMs) }),
  }
}
