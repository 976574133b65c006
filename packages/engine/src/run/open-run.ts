import { randomUUID } from 'node:crypto'
import type { Plan, RunInfo } from '@sluice/core'
import { RunBusy } from '../errors/run-busy.ts'
import type { RunRecord } from '../journal/journal.ts'
import { isDead, thisOwner } from './owner.ts'
import type { Services } from './services.ts'

/** A plan to run. */
export interface RunRequest {
  readonly plan: Plan
  /** Start a new run even where an unfinished one could go on. */
  readonly fresh?: boolean
  /** The name people use for the deployment. */
  readonly label?: string
  /** IANA time zone for times in messages. */
  readonly timeZone?: string
}

/** A run that this process has started or taken over. */
export interface OpenRun {
  readonly id: string
  readonly plan: Plan
  readonly label?: string
  readonly timeZone?: string
  readonly startedAt: Date
  readonly continued: boolean
  readonly info: RunInfo
  readonly names: { readonly run: string; readonly pipeline: string; readonly deployment: string }
}

/**
 * Starts a run, or goes on with the newest unfinished one of the same pipeline, deployment and instant.
 *
 * @throws RunBusy when a living process has it.
 */
export function openRun({ journal, now, who }: Services, request: RunRequest): OpenRun {
  const { plan, label, timeZone, fresh } = request
  const { pipeline, deployment, asOf } = plan
  const steps = plan.steps.map(({ name }) => name)
  const latest = journal.latest(pipeline, deployment, asOf)
  if (latest?.status === 'running' && latest.owner !== undefined && !isDead(latest.owner)) {
    throw new RunBusy({ run: latest.id, deployment, owner: latest.owner })
  }
  const unfinished =
    fresh !== true && latest !== undefined && latest.status !== 'succeeded' ? latest : undefined
  if (unfinished !== undefined) {
    const owner = thisOwner()
    if (!journal.takeOver(unfinished.id, owner, unfinished.owner, steps)) {
      throw new RunBusy({ run: unfinished.id, deployment, owner: journal.run(unfinished.id)?.owner ?? owner })
    }
    return opened(unfinished, plan, { label, timeZone, continued: true, startedAt: now() })
  }
  const startedAt = now()
  const record = {
    id: runId(startedAt),
    pipeline,
    deployment,
    ...(label !== undefined && { label }),
    asOf,
    params: plan.params,
    startedAt,
    owner: thisOwner(),
    who,
  }
  journal.start(record, steps)
  return opened(record, plan, { label, timeZone, continued: false, startedAt })
}

function opened(
  { id }: Pick<RunRecord, 'id'>,
  plan: Plan,
  fields: {
    readonly label: string | undefined
    readonly timeZone: string | undefined
    readonly continued: boolean
    readonly startedAt: Date
  },
): OpenRun {
  const { pipeline, deployment, asOf } = plan
  const { label, timeZone, continued, startedAt } = fields
  return {
    id,
    plan,
    ...(label !== undefined && { label }),
    ...(timeZone !== undefined && { timeZone }),
    startedAt,
    continued,
    info: { id, pipeline, deployment, asOf },
    names: { run: id, pipeline, deployment },
  }
}

/** Sorts by time; the end makes it unique: `20260302-060412-3f9a1c2b`. */
function runId(at: Date): string {
  const [day = '', time = ''] = at.toISOString().replaceAll(/[-:]/g, '').split('T')
  return `${day}-${time.slice(0, 6)}-${randomUUID().slice(0, 8)}`
}
