import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { zoneOf } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { statusText } from '../print/run-lines.ts'
import { table } from '../print/table.ts'
import { day, instant, seconds } from '../print/words.ts'

/** Lists runs, the newest first. */
export async function runs(
  io: Io,
  report: Reporter,
  options: { readonly config?: string; readonly deployment?: string; readonly limit: string },
): Promise<void> {
  await withProject(io, options, async ({ config, engine }) => {
    const { deployment, limit } = options
    const found = engine.journal.runs({
      limit: Number(limit) || 20,
      ...(deployment !== undefined && { deployment }),
    })
    report.result({ runs: found }, style => {
      if (found.length === 0) return 'No runs yet. Start one: sluice run'
      const rows = found.map(run => [
        run.id,
        run.label ?? run.deployment,
        run.pipeline,
        day(run.asOf, zoneOf(config, run.deployment)),
        statusText(run.status, style),
        instant(run.startedAt),
        run.finishedAt === undefined
          ? ''
          : seconds((run.finishedAt.getTime() - run.startedAt.getTime()) / 1000),
      ])
      const columns = [
        ...[
          { title: 'run' },
          { title: 'client' },
          { title: 'pipeline' },
          { title: 'as of' },
          { title: 'status' },
          { title: 'started' },
        ],
        { title: 'time', align: 'right' as const },
      ]
      return table(columns, rows)
    })
  })
}
