import { randomUUID } from 'node:crypto'
import {
  backfillPlan,
  intervalsDue,
  planOf,
  type BackfillItem,
  type DataInterval,
  type IntervalState,
  type Redo,
  type Timetable,
} from '@sluice/core'
import type { RunJournal, RunRecord } from '../journal/journal.ts'
import { isDead } from '../run/owner.ts'
import { BackfillInvalid } from './backfill-invalid.ts'
import { changedSteps } from './changed-steps.ts'
import type { Runnable } from './choose-runs.ts'
import type { Decision, ScheduleJournal } from './schedule-journal.ts'

/** Which intervals of the past to run. */
export interface BackfillRequest extends Runnable {
  /** When runs are due: one interval ends at each. */
  readonly timetable: Timetable
  /** Runs that were due from here on. */
  readonly from: Date
  /** Runs that were due before. */
  readonly to: Date
  readonly redo: Redo
  /** One run over all of the time instead of one for each interval. */
  readonly oneRun?: boolean
}

/** A backfill that would be made: what is there and what would be done. */
export interface BackfillPreview {
  readonly request: BackfillRequest
  /** The oldest first. */
  readonly items: readonly BackfillItem[]
}

const mostIntervals = 10_000

/**
 * Says what a backfill would do, and does nothing.
 *
 * @throws BackfillInvalid when nothing was due in that time, or too much.
 */
export async function previewBackfill(
  journal: RunJournal,
  request: BackfillRequest,
  now: Date,
): Promise<BackfillPreview> {
  const states: IntervalState[] = []
  for (const interval of intervalsOf(request, now)) {
    const run = await stateOf(journal, request, interval, now)
    states.push({ interval, ...(run !== undefined && { run }) })
  }
  return { request, items: backfillPlan(states, request.redo) }
}

/** Makes the backfill of a preview, for whoever dispatches; returns its id. */
export async function openBackfill(
  schedules: ScheduleJournal,
  { request, items }: BackfillPreview,
  { atOnce, ...decision }: Decision & { readonly atOnce: number },
): Promise<string> {
  const { pipeline, deployment, from, to, redo } = request
  const id = `backfill-${randomUUID().slice(0, 8)}`
  await schedules.openBackfill({
    id,
    pipeline: pipeline.name,
    deployment: deployment.name,
    from,
    to,
    redo,
    atOnce,
    ...decision,
    runs: items
      .filter(({ action }) => action !== 'leave')
      .map(({ interval, action }) => ({ interval, fresh: action === 'redo' })),
  })
  return id
}

function intervalsOf(request: BackfillRequest, now: Date): readonly DataInterval[] {
  const { timetable, from, to, oneRun = false } = request
  const invalid = (reason: string) =>
    new BackfillInvalid({ pipeline: request.pipeline.name, deployment: request.deployment.name, reason })
  if (from >= to) throw invalid(`from ${from.toISOString()} is not before to ${to.toISOString()}`)
  // What is not over yet is the schedule's affair.
  const end = new Date(Math.min(to.getTime(), now.getTime() + 1))
  const found = intervalsDue(timetable, { from, to: end, most: oneRun ? Infinity : mostIntervals + 1 })
  const [first] = found
  const last = found.at(-1)
  if (first === undefined || last === undefined) {
    throw invalid(
      `no run was due from ${from.toISOString()} until ${end.toISOString()}; choose a longer time, or look at: sluice schedule`,
    )
  }
  if (oneRun) return [{ start: first.start, end: last.end }]
  if (found.length <= mostIntervals) return found
  throw invalid(
    `more than ${mostIntervals} runs were due in that time; choose a shorter one, or one run over all of it`,
  )
}

async function stateOf(
  journal: RunJournal,
  { pipeline, deployment: { name, params }, redo }: BackfillRequest,
  interval: DataInterval,
  now: Date,
): Promise<IntervalState['run']> {
  const run = await journal.latest(pipeline.name, name, interval.end)
  if (run === undefined) return undefined
  const status = statusOf(run, now)
  if (redo !== 'changed' || status !== 'succeeded') return { id: run.id, status, changed: [] }
  const plan = planOf(pipeline, { deployment: name, params, asOf: interval.end, interval })
  return { id: run.id, status, changed: await changedSteps(journal, run, plan) }
}

function statusOf(run: RunRecord, now: Date): NonNullable<IntervalState['run']>['status'] {
  if (run.status === 'succeeded') return 'succeeded'
  return run.status === 'running' && !isDead(run, now) ? 'running' : 'unfinished'
}
