import type { ScheduleEvent } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { zoneOf } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { table } from '../print/table.ts'
import { instant } from '../print/words.ts'

const most = 200

/** Lists what people and schedulers decided about schedules and backfills, and why; the newest first. */
export async function scheduleLog(
  io: Io,
  report: Reporter,
  options: { readonly config?: string; readonly deployment?: string },
): Promise<void> {
  await withProject(io, options, async ({ config, engine }) => {
    const { deployment } = options
    const events = await engine.schedules.events({
      limit: most,
      ...(deployment !== undefined && { deployment }),
    })
    report.result({ events }, () => {
      if (events.length === 0) return 'Nobody has paused, skipped or backfilled anything yet.'
      const columns = ['at', 'client', 'pipeline', 'what', 'who', 'why'].map(title => ({ title }))
      const rows = events.map(event => [
        instant(event.at, zoneOf(config, event.deployment)),
        event.deployment,
        event.pipeline,
        whatOf(event),
        event.who,
        event.why,
      ])
      return table(columns, rows)
    })
  })
}

function whatOf({ kind, backfill, data }: ScheduleEvent): string {
  if (backfill !== undefined) return `${kind} ${backfill}`
  const { start, end } = data as { readonly start?: string; readonly end?: string }
  return start === undefined ? kind : `${kind} ${start} to ${String(end)}`
}
