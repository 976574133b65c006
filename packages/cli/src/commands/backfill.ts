import { redoModes, startOfDay, type Timetable } from '@sluice/core'
import {
  cronTimetable,
  openBackfill,
  previewBackfill,
  runBackfill,
  type BackfillPreview,
  type BackfillRequest,
} from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { asOfFrom } from '../load/as-of.ts'
import { withProject, type OpenProject } from '../load/engine.ts'
import { selectTargets, type Part, type Target } from '../load/selection.ts'
import { previewText, backfillText } from '../print/backfill.ts'
import type { Reporter } from '../print/report.ts'
import { backfillFacts, exitOfBackfill } from './backfills.ts'
import { schedulerOptions } from './scheduler.ts'

/** Options of `sluice backfill`. */
export interface BackfillOptions {
  readonly config?: string
  readonly from: string
  readonly to: string
  readonly redo: string
  readonly atOnce: string
  readonly cron?: string
  readonly oneRun?: boolean
  readonly dryRun?: boolean
  readonly queue?: boolean
  readonly why?: string
}

/** Runs what was due in a time of the past; shows before what is there. Returns the exit code. */
export async function backfill(
  io: Io,
  report: Reporter,
  pipeline: string,
  deployment: string,
  options: BackfillOptions,
): Promise<number> {
  return withProject(io, options, async project => {
    const { config, engine } = project
    const part = (/\.(train|backtest)$/.exec(pipeline)?.[1] ?? 'pipeline') as Part
    const [target] = selectTargets(config, { pipeline, deployments: [deployment] }, part)
    const request = requestOf(target as Target, options, io.now())
    const atOnce = countOf(options.atOnce)
    const preview = await previewBackfill(engine.journal, request, io.now())
    const count = preview.items.filter(({ action }) => action !== 'leave').length
    if (options.dryRun === true || count === 0) {
      report.result({ items: preview.items }, style => previewText(preview, style))
      return exitCodes.ok
    }
    return work(io, report, project, { preview, atOnce, options })
  })
}

async function work(
  io: Io,
  report: Reporter,
  project: OpenProject,
  made: { readonly preview: BackfillPreview; readonly atOnce: number; readonly options: BackfillOptions },
): Promise<number> {
  const { schedules } = project.engine
  const { preview, atOnce, options } = made
  const id = await openBackfill(schedules, preview, { atOnce, who: io.who, why: options.why ?? '' })
  const queued = options.queue === true
  if (!queued) {
    await runBackfill({ ...schedulerOptions(io, project), stop: io.signal, cancel: io.signal }, id)
  }
  const facts = await backfillFacts(schedules, id)
  report.result(facts, style => backfillText(facts, style, { queued }))
  return queued ? exitCodes.ok : exitOfBackfill(facts)
}

function requestOf({ deployment, pipeline }: Target, options: BackfillOptions, now: Date): BackfillRequest {
  const { timezone = 'UTC' } = deployment
  const redo = redoModes.find(mode => mode === options.redo)
  if (redo === undefined) {
    throw new UsageInvalid({ reason: `--redo "${options.redo}" is no way to redo`, known: redoModes })
  }
  return {
    deployment,
    pipeline,
    timetable: timetableOf({ deployment, pipeline }, options.cron),
    from: asOfFrom(options.from, now, timezone, '--from'),
    to: endOf(options.to, now, timezone),
    redo,
    ...(options.oneRun === true && { oneRun: true }),
  }
}

/** A day is in it whole; of an instant what is before. */
function endOf(text: string, now: Date, timezone: string): Date {
  const at = asOfFrom(text, now, timezone, '--to')
  if (text.length > 10) return at
  const next = new Date(Date.parse(`${text}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return startOfDay(next, timezone) ?? at
}

function timetableOf({ deployment, pipeline }: Target, cron: string | undefined): Timetable {
  const { name, timezone = 'UTC', schedule, trainSchedule, train } = deployment
  const own = pipeline === train ? trainSchedule : schedule
  const chosen = cron ?? own
  if (chosen !== undefined) return cronTimetable({ cron: chosen, timezone, deployment: name })
  throw new UsageInvalid({
    reason: `${pipeline.name} has no schedule for "${name}", so it is not known when it was due`,
    next: `Say it: --cron '0 6 * * MON'`,
  })
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new UsageInvalid({ reason: `--at-once "${text}" is not a number of runs: write one such as 2` })
}
