import { canonicalJson, planOf, type Config, type Plan } from '@sluice/core'
import type { RunRecord } from '../journal/journal.ts'

/** What a plan is made of again from a run. */
export type PlannedRun = Pick<RunRecord, 'pipeline' | 'deployment' | 'asOf' | 'intervalStart' | 'params'>

/**
 * The plan of a run as a configuration has it, with the parameters that the run was started with; undefined where the
 * configuration does not have the pipeline.
 *
 * @throws ParamsInvalid, PlanInvalid where the pipeline does not take those parameters any more
 */
export function planOfRun(
  config: Pick<Config, 'deployments' | 'pipelines'>,
  run: PlannedRun,
): Plan | undefined {
  const { deployment, asOf, intervalStart } = run
  const ofName = config.deployments.filter(({ name }) => name === deployment)
  const declared = ofName.find(one => pipelineIn(one, run.pipeline) !== undefined)
  const pipeline =
    declared === undefined
      ? config.pipelines.find(({ name }) => name === run.pipeline)
      : pipelineIn(declared, run.pipeline)
  if (pipeline === undefined) return undefined
  const same = declared !== undefined && canonicalJson(declared.params) === canonicalJson(run.params)
  // What JSON cannot hold, such as a Date, is only in the declared parameters.
  return planOf(pipeline, {
    deployment,
    params: same ? declared.params : run.params,
    asOf,
    ...(intervalStart !== undefined && { interval: { start: intervalStart, end: asOf } }),
  })
}

function pipelineIn({ pipeline, train, backtest, search }: Config['deployments'][number], name: string) {
  return [pipeline, train, backtest, search].find(part => part?.name === name)
}
