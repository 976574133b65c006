import {
  admit,
  limitsOf,
  longestWindowMs,
  scopesOf,
  type Admission,
  type Config,
  type Deployment,
  type Pipeline,
  type RunScopes,
} from '@sluice/core'
import type { BackfillRecord, Dispatch, OpenWork } from './schedule-journal.ts'
import { SCHEDULE } from './schedule-writes.ts'
import { keyText } from './targets.ts'

/** What decides about the flow of runs. */
export interface FlowContext {
  readonly config: Pick<Config, 'deployments' | 'limits'>
  readonly backfills: readonly BackfillRecord[]
  readonly now: Date
  /** Only runs of this backfill. */
  readonly only?: string
}

/** Fairness looks back so far, where no limit looks back further. */
const fairnessMs = 600_000

/** From when on starts are part of a decision. */
export function lookBack({ config, now }: Pick<FlowContext, 'config' | 'now'>): Date {
  return new Date(now.getTime() - Math.max(fairnessMs, longestWindowMs(config.limits ?? {})))
}

/** Decides which of the runs that wait start now. What the configuration does not have waits on. */
export function chooseRuns(
  { waiting, started }: OpenWork,
  { config, backfills, now, only }: FlowContext,
): Admission {
  const known = runnables(config)
  const atOnce = new Map(backfills.map(backfill => [backfill.id, backfill.atOnce]))
  const scopesFor = (dispatch: Dispatch): RunScopes => runScopes(dispatch, known, atOnce)
  const mine = waiting.filter(
    dispatch => known.has(keyText(dispatch)) && (only === undefined || dispatch.origin === only),
  )
  return admit({
    waiting: mine.map(dispatch => ({
      id: String(dispatch.id),
      client: dispatch.deployment,
      priority: known.get(keyText(dispatch))?.deployment.priority ?? 0,
      since: dispatch.interval.end,
      scopes: scopesOf(scopesFor(dispatch)),
    })),
    started: started.map(dispatch => ({
      client: dispatch.deployment,
      scopes: scopesOf(scopesFor(dispatch)),
      startedAt: dispatch.startedAt ?? now,
      running: dispatch.status === 'running',
    })),
    limits: limitsOf(config.limits ?? {}, [...mine, ...started].map(scopesFor)),
    now,
  })
}

/** A pipeline of a deployment: its own, or one that trains, tries training or searches. */
export interface Runnable {
  readonly deployment: Deployment
  readonly pipeline: Pipeline
}

/** Everything in a configuration that can be run, by {@link keyText}. */
export function runnables({ deployments }: Pick<Config, 'deployments'>): ReadonlyMap<string, Runnable> {
  return new Map(
    deployments.flatMap(deployment =>
      [deployment.pipeline, deployment.train, deployment.backtest, deployment.search]
        .filter(pipeline => pipeline !== undefined)
        .map(
          pipeline =>
            [
              keyText({ pipeline: pipeline.name, deployment: deployment.name }),
              { deployment, pipeline },
            ] as const,
        ),
    ),
  )
}

/** Runs of a schedule follow each other; those of a backfill run side by side where it says so. */
function runScopes(
  { origin, pipeline, deployment }: Dispatch,
  known: ReadonlyMap<string, Runnable>,
  atOnce: ReadonlyMap<string, number>,
): RunScopes {
  const { resources = [] } = known.get(keyText({ pipeline, deployment }))?.deployment ?? {}
  const scopes = { pipeline, client: deployment, resources }
  return origin === SCHEDULE
    ? { ...scopes, singleton: `${pipeline}/${deployment}` }
    : { ...scopes, backfill: { id: origin, atOnce: atOnce.get(origin) ?? 1 } }
}
