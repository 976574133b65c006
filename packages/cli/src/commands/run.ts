import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestsOf, type RunOptions } from '../load/requests.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Runs the refresh (or the training) of the named deployments; returns the exit code. */
export async function run(
  io: Io,
  report: Reporter,
  part: 'pipeline' | 'train',
  pipeline: string | undefined,
  options: RunOptions,
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const requests = requestsOf(config, part, pipeline, options, io)
    const summaries = await runRequests(engine, io, report, requests)
    report.result(summaryJson(summaries), style => summaryText(summaries, style))
    return exitCodeOf(summaries)
  })
}
