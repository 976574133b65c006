import type { Deployment } from '../api/deployment.ts'
import { dueStateOf } from './due-state.ts'
import type { KnownPipeline } from './known-pipelines.ts'
import { localMinute, offsetMinutes } from './local-time.ts'

const shown = 10

/** The next times at which runs start, with their local text; where clocks change in between, that is said. */
export function nextTimes(known: KnownPipeline, now: Date): Deployment['nextRuns'] {
  const { timing, zone } = known
  const { nextRun } = dueStateOf(known, now)
  if (timing === undefined || nextRun === undefined) return []
  const { schedule, timetable, delayMs } = timing
  const found: Deployment['nextRuns'][number][] = []
  let before = now
  let due: Date | undefined = new Date(nextRun.getTime() - delayMs)
  while (due !== undefined && found.length < shown && (schedule.end === undefined || due <= schedule.end)) {
    const at = new Date(due.getTime() + delayMs)
    const note = shiftBetween(before, at, zone)
    found.push({ at: at.toISOString(), local: localMinute(at, zone), ...(note !== undefined && { note }) })
    before = at
    due = timetable.after(due)
  }
  return found
}

/** What happened to the clocks of a zone between two instants. */
function shiftBetween(before: Date, at: Date, zone: string): string | undefined {
  const minutes = offsetMinutes(at, zone) - offsetMinutes(before, zone)
  if (minutes === 0) return undefined
  const size = Math.abs(minutes) % 60 === 0 ? `${Math.abs(minutes) / 60} h` : `${Math.abs(minutes)} min`
  return minutes > 0 ? `clocks have gone forward by ${size}` : `clocks have gone back by ${size}`
}
