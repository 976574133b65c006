import type { Io } from '../io.ts'
import { withProject } from '../load/engine.ts'
import { requestsOf, type RunOptions } from '../load/requests.ts'
import type { LogOptions } from '../print/json-display.ts'
import type { Reporter } from '../print/report.ts'
import { reportLines } from '../print/report-lines.ts'
import { summaryJson, summaryText } from '../print/summary.ts'
import { writeReports } from '../reports/report-file.ts'
import { exitCodeOf, runRequests } from './run-requests.ts'

/** Runs the refresh (or the training) of the named deployments; returns the exit code. */
export async function run(
  io: Io,
  report: Reporter,
  part: 'pipeline' | 'train',
  pipeline: string | undefined,
  options: RunOptions & LogOptions,
): Promise<number> {
  return withProject(io, options, async project => {
    const { config, engine } = project
    const requests = requestsOf(config, part, pipeline, options, io)
    const summaries = await runRequests(engine, io, report, requests, options)
    const reports = part === 'train' ? await writeReports(project, summaries) : []
    report.result({ ...summaryJson(summaries), ...(part === 'train' && { reports }) }, style =>
      [summaryText(summaries, style), ...reportLines(reports, style)].join('\n'),
    )
    return exitCodeOf(summaries)
  })
}
