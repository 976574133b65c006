import type { RunLine } from '@sluice/engine'
import type { RunBrief } from '../api/run-brief.ts'
import { knownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import { stateOf } from './state-of.ts'

/** A run as a line of a list. */
export function runBriefOf(
  { config, now }: Pick<Reads, 'config' | 'now'>,
  line: RunLine,
  headline: string | undefined,
): RunBrief {
  const { id, pipeline, deployment, asOf, intervalStart, status, startedAt, finishedAt, who } = line
  const label = knownPipeline(config, line)?.deployment.label ?? line.label
  return {
    id,
    pipeline,
    deployment,
    ...(label !== undefined && { label }),
    asOf: asOf.toISOString(),
    ...(intervalStart !== undefined && { intervalStart: intervalStart.toISOString() }),
    status,
    state: stateOf(line),
    startedAt: startedAt.toISOString(),
    ...(finishedAt !== undefined && { finishedAt: finishedAt.toISOString() }),
    seconds: Math.max(0, ((finishedAt ?? now()).getTime() - startedAt.getTime()) / 1000),
    who,
    ...(headline !== undefined && { headline }),
  }
}
