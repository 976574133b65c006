import { compileBest } from '@sluice/expr'
import type { ModelArtifact } from '../artifact/model-artifact.ts'
import { contributionsOf, type Contributions } from './contributions.ts'
import { featureValues, shownFeature, type ShownFeature } from './feature-values.ts'
import type { RawSample } from './raw-sample.ts'
import { rounded } from './rounded.ts'
import { rowExplanations, type RowExplanation } from './row-explanations.ts'
import { thinned } from './thinned.ts'

/** Contributions of one feature over the sampled rows. */
export interface ExplainedFeature {
  readonly name: string
  /** Mean of the absolute contribution, in units of the margin. */
  readonly meanAbsolute: number
  /** Per shown row the contribution, and the feature's rank from 0 to 1 (null without order, or missing). */
  readonly points: readonly (readonly [contribution: number, level: number | null])[]
}

/** What moves the scores: exact SHAP values. */
export interface Explanations {
  readonly method: Contributions['method']
  /** What base and contributions are measured in. */
  readonly unit: Contributions['unit']
  readonly rows: number
  readonly base: number
  /** The strongest first, at most twenty. */
  readonly features: readonly ExplainedFeature[]
  /** How many more there are. */
  readonly others: number
  readonly examples: readonly RowExplanation[]
}

const most = { features: 20, points: 150 }

/** Explains the rows of a sample; undefined for a kind of model without exact values, and of no rows. */
export function explanationsOf(
  artifact: Pick<ModelArtifact, 'expressions' | 'features' | 'model' | 'threshold' | 'task'>,
  sample: RawSample,
): Explanations | undefined {
  if (sample.rows === 0 || artifact.features.length === 0) return undefined
  const { margin, probability } = artifact.expressions
  const scores = compileBest({ margin, probability }).batch(sample.columns, sample.rows)
  const margins = scores['margin']?.values as Float64Array
  const features = featureValues(artifact.features, sample)
  const contributions = contributionsOf(artifact.model, { features, margins })
  if (contributions === undefined) return undefined
  const shown = artifact.features.map((feature, i) =>
    shownFeature(feature, features[i] as Float64Array, sample),
  )
  const { method, unit, base, values } = contributions
  const explained = values
    .map((own, i) => explainedFeature(shown[i] as ShownFeature, own))
    .toSorted((a, b) => b.meanAbsolute - a.meanAbsolute)
  const scored = {
    margins,
    probabilities: scores['probability']?.values as Float64Array,
    target: sample.target,
  }
  return {
    method,
    unit,
    rows: sample.rows,
    base: rounded(base) ?? 0,
    features: explained.slice(0, most.features),
    others: Math.max(0, explained.length - most.features),
    examples: rowExplanations(artifact, scored, contributions, shown),
  }
}

function explainedFeature(shown: ShownFeature, own: Float64Array): ExplainedFeature {
  const total = own.reduce((sum, value) => sum + Math.abs(value), 0)
  return {
    name: shown.name,
    meanAbsolute: rounded(total / own.length, 4) ?? 0,
    points: thinned(own.length, most.points).map(row => [
      rounded(own[row], 3) ?? 0,
      rounded(shown.level(row), 2),
    ]),
  }
}
