import type { Config, Deployment, Pipeline } from '@sluice/core'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/** Which deployments a command is about. */
export interface Selection {
  /** Name of a pipeline, with or without its part (`propensity` or `propensity.refresh`). */
  readonly pipeline?: string
  readonly deployments?: readonly string[]
}

/** The pipelines of a deployment: its refresh, its training, its backtest, its search. */
export type Part = 'pipeline' | 'train' | 'backtest' | 'search'

/** A pipeline to run for a deployment. */
export interface Target {
  readonly deployment: Deployment
  readonly pipeline: Pipeline
}

/** The deployments that a command names, with the pipeline each is to run; all of them when nothing is named. */
export function selectTargets(
  config: Config,
  selection: Selection,
  part: Part = 'pipeline',
  need: 'required' | 'optional' = 'required',
): readonly Target[] {
  const targets = config.deployments.flatMap(deployment => {
    const pipeline = deployment[part]
    return pipeline === undefined ? [] : [{ deployment, pipeline }]
  })
  const named = targets.filter(({ pipeline }) => isNamed(pipeline.name, selection.pipeline))
  if (need === 'required') refuseUnknown(selection, targets, named, part)
  const wanted = selection.deployments ?? []
  return wanted.length === 0 ? named : named.filter(({ deployment }) => wanted.includes(deployment.name))
}

const verbs = { pipeline: 'runs', train: 'trains', backtest: 'backtests', search: 'searches' } as const

function refuseUnknown(
  { pipeline, deployments = [] }: Selection,
  targets: readonly Target[],
  named: readonly Target[],
  part: Part,
): void {
  if (pipeline !== undefined && named.length === 0) {
    const known = [...new Set(targets.map(target => baseName(target.pipeline.name)))]
    const other = /\.(train|backtest|search)$/.exec(pipeline)?.[1]
    const hint =
      other === undefined || other === part
        ? {}
        : { next: `To ${other}: sluice ${other} ${baseName(pipeline)}` }
    throw new UsageInvalid({
      reason: `no deployment ${verbs[part]} a pipeline "${pipeline}"`,
      known,
      ...hint,
    })
  }
  const unknown = deployments.filter(name => !named.some(({ deployment }) => deployment.name === name))
  if (unknown.length > 0) {
    const known = named.map(({ deployment }) => deployment.name)
    throw new UsageInvalid({
      reason: `unknown deployment ${unknown.map(name => `"${name}"`).join(', ')}`,
      known,
    })
  }
  if (named.length > 0) return
  const next = 'Declare one in sluice.config.ts: deployments: [myPipeline.deploy(…)]'
  throw new UsageInvalid({ reason: `the configuration has no deployment that ${verbs[part]} anything`, next })
}

/** The time zone of a deployment; UTC for one that the configuration no longer has. */
export function zoneOf(config: Config, deployment: string): string {
  return config.deployments.find(({ name }) => name === deployment)?.timezone ?? 'UTC'
}

/** `propensity` of `propensity.refresh`. */
export function baseName(pipeline: string): string {
  return pipeline.replace(/\.(refresh|train|backtest|search)$/, '')
}

function isNamed(name: string, wanted: string | undefined): boolean {
  return wanted === undefined || name === wanted || baseName(name) === wanted
}
