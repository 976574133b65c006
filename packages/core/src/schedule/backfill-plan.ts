import type { DataInterval } from './data-interval.ts'
import type { Timetable } from './timetable.ts'

/**
 * What a backfill does with intervals that have a run.
 *
 * - `none`: nothing; only intervals without a run get one.
 * - `failed`: goes on with runs that did not succeed.
 * - `changed`: as `failed`, and runs those again whose steps have another definition now.
 * - `all`: runs every interval again; work whose inputs are the same is still taken from the store.
 */
export type Redo = 'none' | 'failed' | 'changed' | 'all'

/** All ways to redo, for messages. */
export const redoModes: readonly Redo[] = ['none', 'failed', 'changed', 'all']

/** What is known of an interval: its newest run, where it has one. */
export interface IntervalState {
  readonly interval: DataInterval
  readonly run?: {
    readonly id: string
    readonly status: 'succeeded' | 'unfinished' | 'running'
    /** Steps that have another definition now; empty when nothing changed, or when nobody looked. */
    readonly changed: readonly string[]
  }
}

/** What a backfill does with an interval, and why. */
export interface BackfillItem extends IntervalState {
  /** `run`: for the first time. `continue`: with an unfinished run. `redo`: a new run. `leave`: nothing. */
  readonly action: 'run' | 'continue' | 'redo' | 'leave'
  readonly why: string
}

/**
 * The intervals that were due from `from` until before `to`, the oldest first; at most `most`, the first of them.
 */
export function intervalsDue(
  timetable: Timetable,
  { from, to, most }: { readonly from: Date; readonly to: Date; readonly most: number },
): readonly DataInterval[] {
  const justBefore = new Date(from.getTime() - 1)
  const found: DataInterval[] = []
  let start = timetable.atOrBefore(justBefore)
  let end = timetable.after(justBefore)
  while (end !== undefined && end < to && found.length < most) {
    found.push({ start: start ?? from, end })
    start = end
    end = timetable.after(end)
  }
  return found
}

/** Decides what a backfill does with each interval. */
export function backfillPlan(states: readonly IntervalState[], redo: Redo): readonly BackfillItem[] {
  return states.map(state => ({ ...state, ...decide(state, redo) }))
}

function decide({ run }: IntervalState, redo: Redo): Pick<BackfillItem, 'action' | 'why'> {
  if (run === undefined) return { action: 'run', why: 'there is no run' }
  if (run.status === 'running') return { action: 'leave', why: 'it is running' }
  if (redo === 'none') return { action: 'leave', why: 'there is a run' }
  if (run.status === 'unfinished' && redo !== 'all') return { action: 'continue', why: 'it did not succeed' }
  if (redo === 'all') return { action: 'redo', why: 'everything is run again' }
  if (redo === 'failed' || run.changed.length === 0) return { action: 'leave', why: 'it succeeded' }
  return { action: 'redo', why: `changed: ${run.changed.join(', ')}` }
}
