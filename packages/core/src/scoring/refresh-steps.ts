import { loadModel } from '../artifact/model-codec.ts'
import { ArtifactMismatch } from '../artifact/artifact-mismatch.ts'
import type { DatasetRef } from '../data/refs.ts'
import type { DeliveryReport } from '../destinations/destination.ts'
import type { Steps } from '../pipeline/pipeline.ts'
import { step, type Step } from '../pipeline/step.ts'
import { extract } from '../steps/extract.ts'
import type { Binding } from './binding.ts'
import { championStep, type ResolvedModel } from './champion.ts'
import type { CheckDefinition } from '../checks/check.ts'
import type { DeliverTo, ScoreColumn, ScoreExpectations } from './definition.ts'
import { checkFeatures, checkScores } from './scoring-checks.ts'
import { inputDifferences } from './input-differences.ts'
import { scoreRows } from './score-rows.ts'
import { featuresStep, scoringWindow } from './features-step.ts'

/** Checks beyond the default ones. */
interface Expectations {
  readonly features?: readonly CheckDefinition[]
  readonly scores?: ScoreExpectations
}

/** What the steps of a refresh are built from. */
export interface RefreshOptions {
  readonly name: string
  readonly model: { readonly name: string; readonly key: string }
  readonly expect: Expectations
  readonly binding: Binding
  readonly asOf: Date
  readonly deliveries: readonly DeliverTo[]
}

/** extract → features → scores → deliveries, with the champion resolved once. */
export function refreshSteps(options: RefreshOptions): Steps {
  const { name, model, expect, binding, asOf, deliveries } = options
  const champion = championStep({ model: model.name, pipeline: name, definition: binding.definition })
  const tables = extract(binding.sources, source => scoringWindow(source, asOf))
  const features = featuresStep(binding, asOf, tables, {
    key: model.key,
    check: (output, context) =>
      checkFeatures(output, { key: model.key, checks: expect.features ?? [] }, context),
  })
  const scores = scoresStep(champion, features, {
    key: model.key,
    pipeline: name,
    expect: expect.scores ?? {},
  })
  const delivered = deliveries.map((delivery, i) => {
    const label = deliveries.length === 1 ? 'deliver' : `deliver-${i + 1}-${delivery.to.kind}`
    return [label, deliverStep(delivery, scores, model)] as const
  })
  return { champion, extract: tables, features, scores, ...Object.fromEntries(delivered) }
}

function scoresStep(
  champion: Step<ResolvedModel>,
  features: Step<DatasetRef>,
  options: { readonly key: string; readonly pipeline: string; readonly expect: ScoreExpectations },
): Step<DatasetRef> {
  const { key, pipeline, expect } = options
  return step({
    inputs: { champion, features },
    definition: { step: 'scores', version: 1, key, expect },
    run: async ({ champion: { artifact: ref, model, version }, features }, context) => {
      const artifact = await loadModel(context.artifacts, ref)
      const differences = inputDifferences(artifact.input, features.schema)
      if (differences.length > 0) {
        const train = `sluice train ${pipeline} --deployment ${context.run.deployment}`
        throw new ArtifactMismatch({ model, version, differences, train })
      }
      return scoreRows(artifact, features, [key], context)
    },
    check: async (scores, { champion, features }, context) => {
      const artifact = await loadModel(context.artifacts, champion.artifact)
      return checkScores(scores, { key, artifact, features, expect }, context)
    },
  })
}

/** A delivery of scores: an effect, so each run delivers once and only what changed. */
function deliverStep(
  { to, fields }: DeliverTo,
  scores: Step<DatasetRef>,
  model: { readonly name: string; readonly key: string },
): Step<DeliveryReport> {
  const named: Readonly<Record<string, ScoreColumn>> = fields ?? {
    [model.name]: 'probability',
    [`${model.name}_decision`]: 'decision',
  }
  return step({
    inputs: { scores },
    keyed: 'effect',
    definition: {
      step: 'deliver',
      version: 1,
      to: { kind: to.kind, ...to.describe },
      fields: named,
      key: model.key,
    },
    run: ({ scores }, context) => to.deliver({ dataset: scores, key: model.key, fields: named }, context),
    retry: { attempts: 5 },
  })
}
