import { ArtifactMismatch } from '../artifact/artifact-mismatch.ts'
import { loadModel } from '../artifact/model-codec.ts'
import type { ArtifactRef, Json } from '../data/refs.ts'
import type { ModelVersion } from '../registry/registry.ts'
import type { StepContext } from '../pipeline/context.ts'
import { step } from '../pipeline/step.ts'
import type { Step } from '../pipeline/step.ts'
import { definitionDifferences } from './definition-differences.ts'
import type { FeatureDefinition } from './feature-sql.ts'
import { NoChampion } from './no-champion.ts'

/** The version that an alias pointed at when the run read it. */
export interface ResolvedModel {
  readonly model: string
  readonly version: number
  readonly artifact: ArtifactRef
  /** Key metrics of the version, as registered. */
  readonly metrics: Json
}

/** The alias that refreshes score with. */
export const CHAMPION = 'champion'

/** The name of a model in the registry: one per deployment. */
export function modelName(model: string, deployment: string): string {
  return `${model}/${deployment}`
}

/**
 * Resolves the champion once per run and refuses it, with the differences, when it was trained on another feature
 * definition than the one in use.
 */
export function championStep(options: {
  readonly model: string
  readonly pipeline: string
  readonly definition: FeatureDefinition
}): Step<ResolvedModel> {
  return step({
    inputs: {},
    keyed: 'run',
    definition: { step: 'champion', version: 1, model: options.model, definition: options.definition.digest },
    run: async (_inputs: object, context: StepContext) => {
      const name = modelName(options.model, context.run.deployment)
      const train = `sluice train ${options.pipeline} --deployment ${context.run.deployment}`
      const version = await context.models.resolve(name, CHAMPION)
      if (version === undefined) throw new NoChampion({ model: name, train })
      const artifact = await loadModel(context.artifacts, version.artifact)
      const differences = definitionDifferences(artifact.definition, options.definition)
      if (differences.length > 0) {
        throw new ArtifactMismatch({ model: name, version: version.version, differences, train })
      }
      context.log(`champion is ${name} v${version.version}`)
      return resolved(name, version)
    },
  })
}

/** As {@link championStep} for training: there may be none, and it may have been trained on something else. */
export function currentChampionStep(model: string): Step<ResolvedModel | null> {
  return step({
    inputs: {},
    keyed: 'run',
    definition: { step: 'current-champion', version: 1, model },
    run: async (_inputs: object, context: StepContext) => {
      const name = modelName(model, context.run.deployment)
      const version = await context.models.resolve(name, CHAMPION)
      return version === undefined ? null : resolved(name, version)
    },
  })
}

function resolved(model: string, { version, artifact, metrics }: ModelVersion): ResolvedModel {
  return { model, version, artifact, metrics }
}
