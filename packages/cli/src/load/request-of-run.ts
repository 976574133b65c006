import type { Config } from '@sluice/core'
import type { RunRecord, RunRequest } from '@sluice/engine'
import { planOfRun } from './plan-of-run.ts'

/** The request for a past run as this project has it, with the parameters and the interval that it had. */
export function requestOfRun(config: Config, run: RunRecord): RunRequest {
  const plan = planOfRun(config, run)
  const { label, timezone, priority } = config.deployments.find(({ name }) => name === run.deployment) ?? {}
  return {
    plan,
    ...(label !== undefined && { label }),
    ...(timezone !== undefined && { timeZone: timezone }),
    ...(priority !== undefined && { priority }),
  }
}
