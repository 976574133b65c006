import type { LinearModel } from '../models/linear-model.ts'
import type { Contributions } from './contributions.ts'

/**
 * Exact SHAP values of a linear model: weight times the distance of the feature from its mean over the rows, features
 * being taken as independent. The indicators of a column count as one feature.
 */
export function linearContributions(
  { terms }: LinearModel,
  features: readonly Float64Array[],
  rows: number,
): Pick<Contributions, 'values'> {
  const values = terms.map((term, i) => {
    const feature = features[i] as Float64Array
    const raw = Float64Array.from({ length: rows }, (_, row) => {
      const value = feature[row] as number
      if (term.kind === 'dense') return term.weight * value
      return Number.isNaN(value) ? 0 : (term.weights[value] ?? 0)
    })
    const mean = raw.reduce((sum, value) => sum + value, 0) / rows
    return raw.map(value => value - mean)
  })
  return { values }
}
