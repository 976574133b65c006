import type { FittedModel } from '../models/learner.ts'
import type { LinearModel } from '../models/linear-model.ts'
import type { BoostedTreesModel } from '../models/boosted-trees-kind.ts'
import { linearContributions } from './linear-contributions.ts'
import { treeContributions } from './tree-contributions.ts'

/** How much each feature moved each row's margin away from a base that all rows share. */
export interface Contributions {
  readonly method: 'linear' | 'tree'
  /** What contributions are measured in. */
  readonly unit: 'log-odds' | 'prediction' | 'logarithm of the prediction'
  /** The margin of no row in particular: contributions and this add up to the margin of a row. */
  readonly base: number
  /** By feature, then by row. */
  readonly values: readonly Float64Array[]
}

/** Values of features and the margins that the model gives for them. */
export interface ExplainedRows {
  readonly features: readonly Float64Array[]
  readonly margins: Float64Array
}

type Explain = (model: FittedModel, rows: ExplainedRows) => Contributions | undefined

const explainers: Readonly<Record<string, Explain>> = {
  'logistic-regression': linear,
  ridge: linear,
  'boosted-trees': (model, { features, margins }) =>
    treeContributions(model as BoostedTreesModel, features, margins.length),
}

/** Exact SHAP values of rows; undefined for a kind of model that none are known for. */
export function contributionsOf(model: FittedModel, rows: ExplainedRows): Contributions | undefined {
  const explain = Object.hasOwn(explainers, model.kind) ? explainers[model.kind] : undefined
  return explain?.(model, rows)
}

function linear(model: FittedModel, { features, margins }: ExplainedRows): Contributions {
  const { values } = linearContributions(model as LinearModel, features, margins.length)
  const base = margins.reduce((sum, margin) => sum + margin, 0) / margins.length
  return { method: 'linear', unit: model.kind === 'ridge' ? 'prediction' : 'log-odds', base, values }
}
