import { planOf, SluiceError } from '@sluice/core'
import { keyText, type Pause, type RunLine } from '@sluice/engine'
import { z } from 'zod'
import type { Deployment, DeploymentBrief } from '../api/deployment.ts'
import type { Page } from '../api/page.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { dueStateOf } from './due-state.ts'
import type { KnownPipeline } from './known-pipelines.ts'
import { maskedParams } from './masked-params.ts'
import { nextTimes } from './next-times.ts'
import { pausedBy } from './overview-row.ts'
import type { Reads } from './reads.ts'
import { scheduleWords } from './schedule-words.ts'
import { pipelineSeen, seenPipelines } from './scope.ts'
import { stateOf } from './state-of.ts'

const mostDecisions = 50

/** Pipelines of clients that who asks sees, by client. */
export async function listDeployments(
  reads: Reads,
  {
    cursor,
    limit,
    pipeline,
  }: { readonly cursor?: string | undefined; readonly limit: number; readonly pipeline?: string | undefined },
): Promise<Page<DeploymentBrief>> {
  const start = cursor === undefined ? 0 : cursorPosition('deployments', cursor, z.number().int().min(0))
  const all = seenPipelines(reads)
    .filter(({ key }) => pipeline === undefined || key.pipeline === pipeline)
    .toSorted((a, b) => compare(nameOf(a), nameOf(b)))
  const shown = all.slice(start, start + limit)
  const [lines, pauses] = await Promise.all([
    reads.engine.views.newest(
      shown.map(({ key }) => key),
      1,
    ),
    reads.engine.schedules.pauses(),
  ])
  const last = new Map(lines.map(line => [keyText(line), line]))
  const paused = new Map(pauses.map(pause => [keyText(pause), pause]))
  return {
    items: shown.map(known =>
      briefOf(reads, known, last.get(keyText(known.key)), paused.get(keyText(known.key))),
    ),
    ...(all.length > start + limit && { next: cursorText('deployments', start + limit) }),
  }
}

/**
 * A pipeline of a client: when it runs, with what, and who decided about it.
 *
 * @throws NotFound
 */
export async function deploymentOf(
  reads: Reads,
  key: { readonly pipeline: string; readonly deployment: string },
): Promise<Deployment> {
  const { engine, redact } = reads
  const known = pipelineSeen(reads, key)
  const [[line], pauses, events] = await Promise.all([
    engine.views.newest([known.key], 1),
    engine.schedules.pauses(),
    engine.schedules.events({ deployment: key.deployment, limit: 4 * mostDecisions }),
  ])
  const pause = pauses.find(one => keyText(one) === keyText(known.key))
  const { deployment, part, timing } = known
  const { priority = 0, resources = [], deadlineMs } = deployment
  return {
    ...briefOf(reads, known, line, pause),
    part,
    nextRuns: pause === undefined ? nextTimes(known, reads.now()) : [],
    ...(timing !== undefined && timingOf(timing.schedule)),
    ...(deadlineMs !== undefined && { deadlineSeconds: deadlineMs / 1000 }),
    priority,
    resources: [...resources],
    params: maskedParams(deployment.params, redact),
    ...planned(known, reads.now()),
    siblings: seenPipelines(reads)
      .filter(other => other.key.deployment === key.deployment && other.key.pipeline !== key.pipeline)
      .map(other => other.key.pipeline),
    decisions: events
      .filter(event => event.pipeline === key.pipeline && event.kind !== 'skipped')
      .slice(0, mostDecisions)
      .map(({ at, kind, who, why }) => ({ at: at.toISOString(), kind, who, why })),
  }
}

function timingOf({ catchUp, start, end, jitterMs }: NonNullable<KnownPipeline['timing']>['schedule']) {
  return {
    catchUp,
    ...(start !== undefined && { start: start.toISOString() }),
    ...(end !== undefined && { end: end.toISOString() }),
    ...(jitterMs > 0 && { jitterSeconds: jitterMs / 1000 }),
  }
}

function briefOf(
  { now }: Pick<Reads, 'now'>,
  known: KnownPipeline,
  line: RunLine | undefined,
  pause: Pause | undefined,
): DeploymentBrief {
  const { key, deployment, zone, timing } = known
  const isPaused = pause !== undefined || timing?.schedule.paused === true
  const { nextRun } = dueStateOf(known, now())
  return {
    ...key,
    ...(deployment.label !== undefined && { label: deployment.label }),
    zone,
    ...(timing !== undefined && {
      schedule: scheduleWords(timing.schedule.cron, zone),
      cron: timing.schedule.cron,
    }),
    ...(nextRun !== undefined && !isPaused && { nextRun: nextRun.toISOString() }),
    ...(isPaused && { paused: pausedBy(pause) }),
    ...(line !== undefined && {
      lastRun: { run: line.id, state: stateOf(line), asOf: line.asOf.toISOString() },
    }),
  }
}

/** The steps of a run that would start now, or why there is no plan. */
function planned(
  { pipeline, deployment }: KnownPipeline,
  now: Date,
): Pick<Deployment, 'steps' | 'planError'> {
  try {
    const { steps } = planOf(pipeline, { deployment: deployment.name, params: deployment.params, asOf: now })
    return { steps: steps.map(({ name, needs }) => ({ name, needs: [...needs] })) }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return { steps: [], planError: error.message }
  }
}

function nameOf({ deployment: { label, name }, key }: KnownPipeline): string {
  return `${(label ?? name).toLowerCase()}\n${name}\n${key.pipeline}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
