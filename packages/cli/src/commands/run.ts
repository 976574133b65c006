import { planOf } from '@sluice/core'
import type { RunRequest, RunSummary } from '@sluice/engine'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { asOfFrom } from '../load/as-of.ts'
import { withProject } from '../load/engine.ts'
import { selectTargets, type Target } from '../load/selection.ts'
import { displayFor } from '../print/display-for.ts'
import type { Reporter } from '../print/report.ts'
import { summaryJson, summaryText } from '../print/summary.ts'

/** Options of `run` and `train`. */
export interface RunOptions {
  readonly config?: string
  readonly deployment?: readonly string[]
  readonly asOf?: string
  /** Start a new run even where an unfinished one could go on. */
  readonly fresh?: boolean
}

/** Runs the refresh (or the training) of the named deployments; returns the exit code. */
export async function run(
  io: Io,
  report: Reporter,
  part: 'pipeline' | 'train',
  pipeline: string | undefined,
  options: RunOptions,
): Promise<number> {
  return withProject(io, options, async ({ config, engine }) => {
    const selection = {
      ...(pipeline !== undefined && { pipeline }),
      ...(options.deployment !== undefined && { deployments: options.deployment }),
    }
    const targets = selectTargets(config, selection, part)
    const requests = targets.map(target => requestOf(target, options, io))
    const display = displayFor(io, report, requests)
    const summaries = await engine
      .run(requests, { signal: io.signal, onEvent: event => display.event(event) })
      .finally(() => display.close())
    report.result(summaryJson(summaries), style => summaryText(summaries, style))
    return exitCodeOf(summaries)
  })
}

function requestOf({ deployment, pipeline }: Target, { asOf, fresh }: RunOptions, io: Io): RunRequest {
  const { name, params, label, timezone } = deployment
  return {
    plan: planOf(pipeline, { deployment: name, params, asOf: asOfFrom(asOf, io.now(), timezone) }),
    ...(fresh !== undefined && { fresh }),
    ...(label !== undefined && { label }),
    ...(timezone !== undefined && { timeZone: timezone }),
  }
}

/** The most serious of what happened. */
export function exitCodeOf(summaries: readonly Pick<RunSummary, 'status'>[]): number {
  const any = (status: RunSummary['status']) => summaries.some(summary => summary.status === status)
  if (any('cancelled')) return exitCodes.cancelled
  if (any('failed')) return exitCodes.failed
  return any('blocked') ? exitCodes.blocked : exitCodes.ok
}
