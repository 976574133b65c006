import { treeExplainer } from '@sluice/trees'
import type { BoostedTreesModel } from '../models/boosted-trees-kind.ts'
import type { Contributions } from './contributions.ts'

/** Exact SHAP values of boosted trees (TreeSHAP, path-dependent); undefined for several classes. */
export function treeContributions(
  { forests, covers, objective }: BoostedTreesModel,
  features: readonly Float64Array[],
  rows: number,
): Contributions | undefined {
  const [forest] = forests
  const [cover] = covers
  if (objective.kind === 'multiclass' || forest === undefined || cover === undefined) return undefined
  const explainer = treeExplainer(forest, cover)
  const values = features.map(() => new Float64Array(rows))
  for (let row = 0; row < rows; row++) {
    const own = explainer.values(features.map(feature => feature[row] as number))
    for (const [i, of] of values.entries()) of[row] = own[i] ?? 0
  }
  return { method: 'tree', unit: units[objective.kind] ?? 'prediction', base: explainer.base, values }
}

const units: Readonly<Record<string, Contributions['unit']>> = {
  binary: 'log-odds',
  poisson: 'logarithm of the prediction',
}
