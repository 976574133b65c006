import { columnsOf } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import type { FittedModel } from '../models/learner.ts'
import type { LinearModel } from '../models/linear-model.ts'
import type { UsedFeature } from './evaluation-data.ts'
import { exprOf } from './feature-values.ts'
import { rounded } from './rounded.ts'

type Facts = Pick<UsedFeature, 'weights' | 'gain' | 'splits'>

/** The features of an artifact with what the model makes of each. */
export function usedFeatures({
  features,
  model,
}: Pick<ModelArtifact, 'features' | 'model'>): readonly UsedFeature[] {
  return features.map((feature, i) => ({
    name: feature.name,
    kind: feature.kind,
    columns: columnsOf(exprOf(feature)).map(({ name }) => name),
    ...factsOf(model, i),
  }))
}

function factsOf(model: FittedModel, i: number): Facts {
  if (isLinear(model)) return weightsOf(model.terms[i])
  if (!hasImportance(model)) return {}
  const { gain, splits } = model.importance
  const total = gain.reduce((sum, value) => sum + value, 0)
  return { gain: rounded(total === 0 ? 0 : (gain[i] ?? 0) / total, 4) ?? 0, splits: splits[i] ?? 0 }
}

function weightsOf(term: LinearModel['terms'][number] | undefined): Facts {
  if (term === undefined) return {}
  const short = (weight: number) => rounded(weight, 4) ?? 0
  if (term.kind === 'dense') return { weights: [{ name: term.name, weight: short(term.weight) }] }
  return { weights: term.names.map((name, k) => ({ name, weight: short(term.weights[k] as number) })) }
}

function isLinear(model: FittedModel): model is LinearModel {
  return 'terms' in model && Array.isArray(model.terms)
}

interface WithImportance extends FittedModel {
  readonly importance: { readonly gain: readonly number[]; readonly splits: readonly number[] }
}

function hasImportance(model: FittedModel): model is WithImportance {
  return 'importance' in model
}
