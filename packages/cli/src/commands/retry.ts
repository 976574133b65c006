import { retryRequest } from '@sluice/engine'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestOfRun } from '../load/request-of-run.ts'
import { runNamed } from '../load/run-named.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import type { DecisionOptions } from './cancel.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Tries what failed or was blocked in a run again, at once and with all tries. Returns the exit code. */
export async function retry(io: Io, report: Reporter, id: string, options: DecisionOptions): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const run = await runNamed(engine.journal, id)
    const request = requestOfRun(config, run)
    const decision = { who: io.who, why: options.why }
    const again = await retryRequest(engine.control, request.plan, run.id, decision)
    const summaries = await runRequests(engine, io, report, [{ ...request, ...again }])
    report.result(summaryJson(summaries), style => summaryText(summaries, style))
    return exitCodeOf(summaries)
  })
}
