import type { Config } from '@sluice/core'
import type { RunRecord } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { zoneOf } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { statusText } from '../print/run-lines.ts'
import { table } from '../print/table.ts'
import { day, instant, seconds, shortened } from '../print/words.ts'

/** Lists runs, the newest first. */
export async function runs(
  io: Io,
  report: Reporter,
  options: { readonly config?: string; readonly deployment?: string; readonly limit: string },
): Promise<void> {
  await withProject(io, options, async ({ config, engine }) => {
    const { deployment } = options
    const limit = limitOf(options.limit)
    const found = await engine.journal.runs({
      limit,
      ...(deployment !== undefined && { deployment }),
    })
    refuseUnknown(config, deployment, found)
    report.result({ runs: found }, style => {
      if (found.length === 0) {
        const of = deployment === undefined ? '' : ` of "${deployment}"`
        return `No runs${of} yet. Start one: sluice run`
      }
      const rows = found.map(run => [
        run.id,
        shortened(run.label ?? run.deployment),
        run.pipeline,
        day(run.asOf, zoneOf(config, run.deployment)),
        statusText(run.status, style),
        instant(run.startedAt, zoneOf(config, run.deployment)),
        run.finishedAt === undefined
          ? ''
          : seconds((run.finishedAt.getTime() - run.startedAt.getTime()) / 1000),
      ])
      const columns = [
        { title: 'run' },
        { title: 'client' },
        { title: 'pipeline' },
        { title: 'as of' },
        { title: 'status' },
        { title: 'started' },
        { title: 'time', align: 'right' },
      ] as const
      return table(columns, rows)
    })
  })
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0) return limit
  throw new UsageInvalid({ reason: `--limit "${text}" is not a number of runs: write one such as 20` })
}

/** A client without runs may be one that is spelt differently. */
function refuseUnknown(config: Config, deployment: string | undefined, found: readonly RunRecord[]): void {
  const known = [...new Set(config.deployments.map(({ name }) => name))]
  if (deployment === undefined || found.length > 0 || known.includes(deployment)) return
  throw new UsageInvalid({ reason: `unknown deployment "${deployment}"`, known })
}
