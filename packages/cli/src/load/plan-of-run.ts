import type { Config, Deployment, Pipeline, Plan } from '@sluice/core'
import { planOfRun as planIn, type PlannedRun } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/** The plan of a run as this project has it, with the parameters that the run was started with. */
export function planOfRun(config: Config, run: PlannedRun & { readonly id: string }): Plan {
  const plan = planIn(config, run)
  if (plan !== undefined) return plan
  throw new UsageInvalid({
    reason: `run ${run.id} is of ${run.pipeline} for "${run.deployment}", which the configuration does not have`,
    next: 'Give this process the project that started the run.',
  })
}

/** The pipelines that a deployment has. */
export function pipelinesOf({
  pipeline,
  train,
  backtest,
  search,
}: Pick<Deployment, 'pipeline' | 'train' | 'backtest' | 'search'>): readonly Pipeline[] {
  return [pipeline, train, backtest, search].filter(part => part !== undefined)
}
