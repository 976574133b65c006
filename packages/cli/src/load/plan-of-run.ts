import { canonicalJson, planOf, type Config, type Deployment, type Pipeline, type Plan } from '@sluice/core'
import type { RunRecord } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/** The plan of a run as this project has it, with the parameters that the run was started with. */
export function planOfRun(
  config: Config,
  run: Pick<RunRecord, 'id' | 'pipeline' | 'deployment' | 'asOf' | 'intervalStart' | 'params'>,
): Plan {
  const { pipeline: name, deployment, asOf, intervalStart } = run
  const declared = config.deployments.find(
    candidate =>
      candidate.name === deployment && pipelinesOf(candidate).some(pipeline => pipeline.name === name),
  )
  const known = declared === undefined ? config.pipelines : pipelinesOf(declared)
  const pipeline = known.find(candidate => candidate.name === name)
  if (pipeline === undefined) {
    throw new UsageInvalid({
      reason: `run ${run.id} is of ${name} for "${deployment}", which the configuration does not have`,
      next: 'Give this process the project that started the run.',
    })
  }
  const same = declared !== undefined && canonicalJson(declared.params) === canonicalJson(run.params)
  // What JSON cannot hold, such as a Date, is only in the declared parameters.
  return planOf(pipeline, {
    deployment,
    params: same ? declared.params : run.params,
    asOf,
    ...(intervalStart !== undefined && { interval: { start: intervalStart, end: asOf } }),
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
