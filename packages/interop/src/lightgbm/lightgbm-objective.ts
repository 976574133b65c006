import type { ImportedModel } from '../model/imported-model.ts'

/** What an objective of LightGBM makes of the sum of the leaves. */
export interface Objective {
  readonly task: ImportedModel['task']
  readonly link: ImportedModel['link']
  /** What the sum is multiplied with first: `sigmoid` of binary objectives. */
  readonly scale: number
}

const plain: Objective = { task: 'regression', link: 'identity', scale: 1 }
/** A loss of the user's own: the file does not tell what the sums are. */
export const custom: Objective = { ...plain }
const logarithm: Objective = { task: 'regression', link: 'log', scale: 1 }
const logit: Objective = { task: 'binary', link: 'logit', scale: 1 }

/** By the first word of `objective=` of the file; a model without objective gives its sums. */
const objectives: Readonly<Record<string, Objective>> = {
  regression: plain,
  regression_l1: plain,
  huber: plain,
  fair: plain,
  quantile: plain,
  mape: plain,
  lambdarank: plain,
  rank_xendcg: plain,
  custom,
  poisson: logarithm,
  gamma: logarithm,
  tweedie: logarithm,
  binary: logit,
  cross_entropy: logit,
  multiclass: { task: 'multiclass', link: 'softmax', scale: 1 },
  multiclassova: { task: 'multiclass', link: 'one-vs-rest', scale: 1 },
}

/** The objective of a line such as `binary sigmoid:1`, or why there is none. */
export function objectiveOf(text: string): Objective | string {
  const [name = '', ...options] = text.trim().split(/\s+/)
  const known = Object.hasOwn(objectives, name) ? objectives[name] : undefined
  if (known === undefined) return `the objective "${name.slice(0, 40)}" is not known`
  if (known === plain && options.includes('sqrt')) return { ...plain, link: 'signed-square' }
  const sigmoid = options.find(option => option.startsWith('sigmoid:'))
  if (sigmoid === undefined) return known
  const scale = Number(sigmoid.slice('sigmoid:'.length))
  return scale > 0 && Number.isFinite(scale)
    ? { ...known, scale }
    : `${sigmoid.slice(0, 40)} is not a positive number`
}
