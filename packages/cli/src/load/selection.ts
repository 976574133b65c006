import type { Config, Deployment, Pipeline } from '@sluice/core'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/** Which deployments a command is about. */
export interface Selection {
  /** Name of a pipeline, with or without its part (`propensity` or `propensity.refresh`). */
  readonly pipeline?: string
  readonly deployments?: readonly string[]
}

/** A pipeline to run for a deployment. */
export interface Target {
  readonly deployment: Deployment
  readonly pipeline: Pipeline
}

/** The deployments that a command names, with the pipeline each is to run; all of them when nothing is named. */
export function selectTargets(
  config: Config,
  selection: Selection,
  part: 'pipeline' | 'train' = 'pipeline',
): readonly Target[] {
  const targets = config.deployments.flatMap(deployment => {
    const pipeline = deployment[part]
    return pipeline === undefined ? [] : [{ deployment, pipeline }]
  })
  const named = targets.filter(({ pipeline }) => isNamed(pipeline.name, selection.pipeline))
  if (selection.pipeline !== undefined && named.length === 0) {
    const known = [...new Set(targets.map(({ pipeline }) => baseName(pipeline.name)))]
    throw new UsageInvalid({
      reason: `no deployment ${part === 'train' ? 'trains' : 'runs'} a pipeline "${selection.pipeline}"`,
      known,
    })
  }
  const wanted = selection.deployments ?? []
  const unknown = wanted.filter(name => !named.some(({ deployment }) => deployment.name === name))
  if (unknown.length > 0) {
    const known = named.map(({ deployment }) => deployment.name)
    throw new UsageInvalid({
      reason: `unknown deployment ${unknown.map(name => `"${name}"`).join(', ')}`,
      known,
    })
  }
  if (named.length === 0) {
    const next = 'Declare one in sluice.config.ts: deployments: [myPipeline.deploy(…)]'
    throw new UsageInvalid({ reason: 'the configuration has no deployment to run', next })
  }
  return wanted.length === 0 ? named : named.filter(({ deployment }) => wanted.includes(deployment.name))
}

/** `propensity` of `propensity.refresh`. */
export function baseName(pipeline: string): string {
  return pipeline.replace(/\.(refresh|train|backtest)$/, '')
}

function isNamed(name: string, wanted: string | undefined): boolean {
  return wanted === undefined || name === wanted || baseName(name) === wanted
}
