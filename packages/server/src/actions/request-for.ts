import type { Plan } from '@sluice/core'
import {
  ControlRefused,
  planOfRun,
  type ControlAction,
  type RunRecord,
  type RunRequest,
} from '@sluice/engine'
import { knownPipeline, type KnownPipeline } from '../resources/known-pipelines.ts'
import type { Acting } from './acting.ts'

/** A plan with what the configuration says of its client. */
export function requestFor(plan: Plan, known: KnownPipeline | undefined): RunRequest {
  const { label, timezone, priority } = known?.deployment ?? {}
  return {
    plan,
    ...(label !== undefined && { label }),
    ...(timezone !== undefined && { timeZone: timezone }),
    ...(priority !== undefined && { priority }),
  }
}

/**
 * The request for a past run as the configuration has it, with the parameters and the interval that it had.
 *
 * @throws ControlRefused where the configuration does not have it; ParamsInvalid, PlanInvalid
 */
export function requestOfRun(
  { config }: Pick<Acting, 'config'>,
  action: ControlAction,
  run: RunRecord,
): RunRequest {
  const plan = planOfRun(config, run)
  if (plan !== undefined) return requestFor(plan, knownPipeline(config, run))
  throw new ControlRefused({
    action,
    run: run.id,
    reason: `the configuration of this server does not have ${run.pipeline} for "${run.deployment}"`,
    next: 'Give the server the project that started the run.',
  })
}
