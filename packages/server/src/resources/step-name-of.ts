import type { MadeLine } from '@sluice/engine'
import type { StepName } from '../api/dataset.ts'
import { knownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'

/** A step of a run, named from elsewhere. */
export function stepNameOf(
  { config }: Pick<Reads, 'config'>,
  { run, step }: Pick<MadeLine, 'run' | 'step'>,
): StepName {
  const { id, pipeline, deployment, asOf } = run
  const label = knownPipeline(config, run)?.deployment.label ?? run.label
  return {
    run: id,
    step,
    pipeline,
    deployment,
    ...(label !== undefined && { label }),
    asOf: asOf.toISOString(),
  }
}
