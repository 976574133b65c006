import type { Engine, RunRequest, RunSummary } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { displayFor } from '../print/display-for.ts'
import { jsonLogs, type LogOptions } from '../print/json-display.ts'
import type { Reporter } from '../print/report.ts'

/** Runs what was asked for and shows how it goes. */
export async function runRequests(
  engine: Engine,
  io: Io,
  report: Reporter,
  requests: readonly RunRequest[],
  options: LogOptions = {},
): Promise<readonly RunSummary[]> {
  const display = displayFor(io, report, requests, { json: jsonLogs(options) })
  return engine
    .run(requests, { signal: io.signal, onEvent: event => display.event(event) })
    .finally(() => display.close())
}

/** The most serious of what happened. */
export function exitCodeOf(summaries: readonly Pick<RunSummary, 'status'>[]): number {
  const any = (status: RunSummary['status']) => summaries.some(summary => summary.status === status)
  if (any('cancelled')) return exitCodes.cancelled
  if (any('failed')) return exitCodes.failed
  return any('blocked') ? exitCodes.blocked : exitCodes.ok
}
