import { firstCovered, nextStart } from '@sluice/core'
import { keyText, scheduleTargets, type Engine, type Pause, type ScheduleTarget } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { dayAndTime, inWords } from '../print/due.ts'
import type { Reporter } from '../print/report.ts'
import { statusText } from '../print/run-lines.ts'
import type { Style } from '../print/style.ts'
import { table } from '../print/table.ts'
import { shortened } from '../print/words.ts'

/** A schedule and where it stands. */
interface ScheduleFacts {
  readonly deployment: string
  readonly label: string | null
  readonly pipeline: string
  readonly cron: string
  readonly timezone: string
  readonly catchUp: string
  /** When the next run starts; null when there will be none, or when it is paused. */
  readonly next: Date | null
  readonly paused: { readonly who: string; readonly why: string } | null
  /** The newest run that was dispatched for it. */
  readonly last: { readonly status: string; readonly end: Date } | null
}

/** Says when each deployment runs next, in the client's time zone, and what became of the last run. */
export async function schedule(
  io: Io,
  report: Reporter,
  options: { readonly config?: string; readonly deployment?: string },
): Promise<void> {
  await withProject(io, options, async ({ config, engine }) => {
    const targets = scheduleTargets(config)
    const { deployment } = options
    const wanted = targets.filter(({ key }) => deployment === undefined || key.deployment === deployment)
    if (deployment !== undefined && wanted.length === 0) {
      const known = [...new Set(targets.map(({ key }) => key.deployment))]
      throw new UsageInvalid({ reason: `"${deployment}" has no schedule`, known })
    }
    const facts = await factsOf(engine, wanted, io.now())
    report.result({ schedules: facts }, style => scheduleText(facts, io.now(), style))
  })
}

async function factsOf(
  { schedules: journal }: Engine,
  targets: readonly ScheduleTarget[],
  now: Date,
): Promise<readonly ScheduleFacts[]> {
  const records = new Map((await journal.schedules()).map(record => [keyText(record), record]))
  const pauses = new Map((await journal.pauses()).map(pause => [keyText(pause), pause]))
  const facts: ScheduleFacts[] = []
  for (const target of targets) {
    const { key, schedule: planned, timetable, deployment } = target
    const covered = records.get(keyText(key))?.covered ?? firstCovered(planned, timetable, now)
    const paused = pausedBy(target, pauses.get(keyText(key)))
    const [last] = await journal.dispatches({ ...key, origin: 'schedule', limit: 1 })
    const { cron, timezone, catchUp } = planned
    facts.push({
      deployment: key.deployment,
      label: deployment.label ?? null,
      pipeline: key.pipeline,
      cron,
      timezone,
      catchUp,
      next: paused === null ? (nextStart(planned, { ...target, covered }) ?? null) : null,
      paused,
      last: last === undefined ? null : { status: last.status, end: last.interval.end },
    })
  }
  return facts
}

function pausedBy(
  { schedule: { paused } }: ScheduleTarget,
  pause: Pause | undefined,
): ScheduleFacts['paused'] {
  if (pause !== undefined) return { who: pause.who, why: pause.why }
  return paused ? { who: 'the configuration', why: 'paused: true' } : null
}

function scheduleText(facts: readonly ScheduleFacts[], now: Date, style: Style): string {
  if (facts.length === 0) {
    return `No deployment has a schedule. Give one: pipeline.deploy(name, { schedule: '0 6 * * MON', … })`
  }
  const soonest = (a: ScheduleFacts, b: ScheduleFacts) =>
    (a.next?.getTime() ?? Infinity) - (b.next?.getTime() ?? Infinity) || 0
  const rows = facts
    .toSorted(soonest)
    .map(({ label, deployment, pipeline, cron, timezone, next, paused, last }) => [
      shortened(label ?? deployment),
      pipeline,
      cron,
      nextText(next, paused, { now, timezone, style }),
      last === null ? '–' : `${statusText(last.status, style)} ${dayAndTime(last.end, timezone)}`,
    ])
  const columns = ['client', 'pipeline', 'schedule', 'next', 'last'].map(title => ({ title }))
  return table(columns, rows)
}

function nextText(
  next: Date | null,
  paused: ScheduleFacts['paused'],
  { now, timezone, style }: { readonly now: Date; readonly timezone: string; readonly style: Style },
): string {
  if (paused !== null) return style.warn(`paused by ${paused.who}: ${paused.why}`)
  if (next === null) return style.dim('never again')
  const late = next <= now
  return late
    ? style.warn(`now (due ${dayAndTime(next, timezone)})`)
    : `${inWords(next.getTime() - now.getTime())}, ${dayAndTime(next, timezone)}`
}
