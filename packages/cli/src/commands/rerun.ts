import { rerunRequest } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestOfRun } from '../load/request-of-run.ts'
import { runNamed } from '../load/run-named.ts'
import { rerunText } from '../print/control.ts'
import type { Reporter } from '../print/report.ts'
import { styleFor } from '../print/style.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import type { DecisionOptions } from './cancel.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Options of `sluice rerun`. */
export interface RerunOptions extends DecisionOptions {
  readonly from: string
  readonly dryRun?: boolean
}

/** Does a step of a past run and what needs it anew, in a new run. Returns the exit code. */
export async function rerun(io: Io, report: Reporter, id: string, options: RerunOptions): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const run = await runNamed(engine.journal, id)
    const request = requestOfRun(config, run)
    const target = { plan: request.plan, run: run.id, from: options.from }
    const planned = await rerunRequest(engine.control, target, { who: io.who, why: options.why })
    const { again, taken, changed } = planned
    if (options.dryRun === true) {
      report.result({ of: run.id, again, taken, changed }, style => rerunText(planned, style))
      return exitCodes.ok
    }
    if (changed.length > 0) report.note(rerunText(planned, styleFor(io.stderr, io.env)))
    const summaries = await runRequests(engine, io, report, [{ ...request, ...planned.request }])
    report.result({ ...summaryJson(summaries), of: run.id, again, taken, changed }, style =>
      summaryText(summaries, style),
    )
    return exitCodeOf(summaries)
  })
}
