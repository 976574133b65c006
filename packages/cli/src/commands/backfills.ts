import { runBackfill, type BackfillRecord, type Dispatch, type ScheduleJournal } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import { backfillsText, backfillText } from '../print/backfill.ts'
import type { Reporter } from '../print/report.ts'
import { exitCodeOf } from './run-requests.ts'
import { schedulerOptions } from './scheduler.ts'

/** A backfill with its runs, the oldest first. */
export interface BackfillFacts extends BackfillRecord {
  readonly runs: readonly Dispatch[]
}

/** Options of `sluice backfills`. */
export interface BackfillsOptions {
  readonly config?: string
  readonly pause?: boolean
  readonly cancel?: boolean
  readonly continue?: boolean
  readonly why?: string
}

/** Lists backfills, or shows, pauses, goes on with or cancels one. Returns the exit code. */
export async function backfills(
  io: Io,
  report: Reporter,
  id: string | undefined,
  options: BackfillsOptions,
): Promise<number> {
  return withProject(io, options, async project => {
    const { schedules } = project.engine
    if (id === undefined) {
      const all = await schedules.backfills()
      report.result({ backfills: all }, () => backfillsText(all))
      return exitCodes.ok
    }
    const found = await named(schedules, id)
    await change(io, project, found, options)
    const facts = await backfillFacts(schedules, found.id)
    report.result(facts, style => backfillText(facts, style, {}))
    return options.continue === true ? exitOfBackfill(facts) : exitCodes.ok
  })
}

/** A backfill and its runs. */
export async function backfillFacts(schedules: ScheduleJournal, id: string): Promise<BackfillFacts> {
  const record = await named(schedules, id)
  return { ...record, runs: (await schedules.dispatches({ origin: record.id })).toReversed() }
}

/** The most serious of what became of the runs of a backfill; one that was stopped goes on later. */
export function exitOfBackfill({ status, runs }: BackfillFacts): number {
  if (status === 'running' && runs.some(run => run.status === 'waiting')) return exitCodes.cancelled
  return exitCodeOf(runs.filter(run => run.finishedAt !== undefined) as { status: 'succeeded' }[])
}

async function change(
  io: Io,
  project: OpenProject,
  { id, status }: BackfillRecord,
  options: BackfillsOptions,
): Promise<void> {
  const { schedules } = project.engine
  const decision = { who: io.who, why: options.why ?? '' }
  const refuse = (wanted: string) =>
    new UsageInvalid({ reason: `${id} is ${status}; it cannot be ${wanted}` })
  if (options.pause === true && !(await schedules.changeBackfill(id, ['running'], 'paused', decision))) {
    throw refuse('paused')
  }
  const cancels = options.cancel === true
  if (cancels && !(await schedules.changeBackfill(id, ['running', 'paused'], 'cancelled', decision))) {
    throw refuse('cancelled')
  }
  if (options.continue !== true) return
  if (status === 'paused') await schedules.changeBackfill(id, ['paused'], 'running', decision)
  else if (status !== 'running') throw refuse('continued')
  await runBackfill({ ...schedulerOptions(io, project), stop: io.signal, cancel: io.signal }, id)
}

async function named(schedules: ScheduleJournal, id: string): Promise<BackfillRecord> {
  const all = await schedules.backfills()
  const found = all.filter(one => one.id === id || one.id === `backfill-${id}`)
  const [first] = found
  if (first !== undefined) return first
  throw new UsageInvalid({ reason: `no backfill "${id}"`, known: all.slice(0, 10).map(one => one.id) })
}
