import { planOf, type Config } from '@sluice/core'
import type { RunRecord, RunRequest } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { pipelinesOf } from '../load/plan-of-run.ts'
import { runNamed } from '../load/run-named.ts'
import { baseName } from '../load/selection.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Goes on with one unfinished run, or with the newest unfinished run of every deployment and pipeline. */
export async function resume(
  io: Io,
  report: Reporter,
  id: string | undefined,
  options: { readonly config?: string },
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const found =
      id === undefined
        ? newestUnfinished(await engine.journal.runs({ limit: 1000 }))
        : [await runNamed(engine.journal, id)]
    const finished = id === undefined ? undefined : found.find(({ status }) => status === 'succeeded')
    if (finished !== undefined) {
      throw new UsageInvalid({
        reason: `run ${finished.id} has succeeded; there is nothing to go on with`,
        next: `To run again: ${commandOf(finished)} -d ${finished.deployment} --as-of ${finished.asOf.toISOString()} --fresh`,
      })
    }
    const requests = found.map(run => requestOf(config, run))
    const summaries = await runRequests(engine, io, report, requests)
    report.result(summaryJson(summaries), style =>
      summaries.length === 0 ? 'Nothing to resume: every run has finished.' : summaryText(summaries, style),
    )
    return exitCodeOf(summaries)
  })
}

/** The newest run of each pipeline and deployment, where it did not succeed. */
function newestUnfinished(runs: readonly RunRecord[]): readonly RunRecord[] {
  const newest = new Map<string, RunRecord>()
  for (const run of runs) {
    const key = `${run.pipeline}\n${run.deployment}`
    if (!newest.has(key)) newest.set(key, run)
  }
  return [...newest.values()].filter(({ status }) => status !== 'succeeded')
}

function commandOf({ pipeline }: RunRecord): string {
  const verb = /\.(train|backtest|search)$/.exec(pipeline)?.[1] ?? 'run'
  return `sluice ${verb} ${baseName(pipeline)}`
}

function requestOf(config: Config, run: RunRecord): RunRequest {
  const deployment = config.deployments.find(
    ({ name, ...parts }) =>
      name === run.deployment && pipelinesOf(parts).some(({ name: of }) => of === run.pipeline),
  )
  const pipeline = deployment && pipelinesOf(deployment).find(({ name }) => name === run.pipeline)
  if (deployment === undefined || pipeline === undefined) {
    throw new UsageInvalid({
      reason: `run ${run.id} is of ${run.pipeline} for "${run.deployment}", which the configuration no longer has`,
      next: 'Declare the deployment again in sluice.config.ts to go on.',
    })
  }
  const { params, label, timezone, priority } = deployment
  return {
    plan: planOf(pipeline, {
      deployment: run.deployment,
      params,
      asOf: run.asOf,
      ...(run.intervalStart !== undefined && { interval: { start: run.intervalStart, end: run.asOf } }),
    }),
    ...(label !== undefined && { label }),
    ...(timezone !== undefined && { timeZone: timezone }),
    ...(priority !== undefined && { priority }),
  }
}
