import { runAllows, type EventRecord, type RunRecord } from '@sluice/engine'
import type { Run } from '../api/run.ts'
import { eventText, logLineOf } from './event-text.ts'
import { headlinesOf } from './headlines.ts'
import { knownPipeline } from './known-pipelines.ts'
import { maskedParams } from './masked-params.ts'
import type { Reads } from './reads.ts'
import { runBriefOf } from './run-brief-of.ts'
import { runStepsOf } from './run-step-of.ts'
import { runSeen } from './scope.ts'
import { stepFacts } from './step-facts.ts'

const logLines = 200

/**
 * A run with its steps.
 *
 * @throws NotFound
 */
export async function runOf(reads: Reads, id: string): Promise<Run> {
  const { engine, config, redact } = reads
  const run = await runSeen(reads, id)
  const [facts, [line], last, [first], beside, origin] = await Promise.all([
    stepFacts(reads, run),
    engine.views.runs({ prefix: id, limit: 1 }),
    engine.views.lastEvents(id, { limit: logLines }),
    engine.views.events(id, { after: 0, limit: 1 }),
    engine.views.beside(id),
    engine.views.originOf(id),
  ])
  const lines = line === undefined ? { ...run, seq: 0 } : line
  const headlines = await headlinesOf(engine, [lines])
  const known = knownPipeline(config, run)
  const steps = runStepsOf(reads, facts)
  const { owner, heardAt } = run
  return {
    ...runBriefOf(reads, lines, headlines.get(id)),
    zone: known?.zone ?? 'UTC',
    params: maskedParams(run.params, redact),
    origin: originOf(run, first, origin),
    ...(owner !== undefined && {
      owner: {
        host: owner.host,
        pid: owner.pid,
        ...(heardAt !== undefined && { heardAt: heardAt.toISOString() }),
      },
    }),
    steps,
    counts: countsOf(steps.map(({ status }) => status)),
    log: last.filter(event => eventText(event) !== '').map(logLineOf),
    lastEvent: last.at(-1)?.id ?? 0,
    ...beside,
    can: canOf(run, facts.plan !== undefined),
    known: facts.plan !== undefined,
  }
}

function originOf(
  { who }: RunRecord,
  first: EventRecord | undefined,
  origin: string | undefined,
): Run['origin'] {
  const { because } = (first?.data ?? {}) as {
    readonly because?: { action: 'retry' | 'rerun'; of: string; from?: string; who: string; why: string }
  }
  if (because !== undefined) {
    const { action, of, from, ...decision } = because
    return { kind: action, of, ...(from !== undefined && { from }), ...decision }
  }
  if (origin === undefined) return { kind: 'hand', who }
  return origin === 'schedule' ? { kind: 'schedule', who } : { kind: 'backfill', of: origin, who }
}

function countsOf(statuses: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function canOf(run: RunRecord, isKnown: boolean): Run['can'] {
  const isStopped = run.status === 'interrupted' || run.status === 'cancelled'
  return {
    cancel: run.status !== 'cancelled' && runAllows('cancel', run),
    resume: isKnown && isStopped,
    retry: isKnown && runAllows('retry', run),
    rerun: isKnown && runAllows('rerun', run),
  }
}
