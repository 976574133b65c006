import type { ImportedModel } from '../model/imported-model.ts'

/** What an objective of XGBoost makes of the sum of the leaves, and what `base_score` is in the sum. */
export interface Objective {
  readonly task: ImportedModel['task']
  readonly link: ImportedModel['link']
  base(score: number): number
}

const plain: Objective = { task: 'regression', link: 'identity', base: score => score }
const logarithm: Objective = { task: 'regression', link: 'log', base: Math.log }
const logit: Objective = { task: 'binary', link: 'logit', base: score => -Math.log(1 / score - 1) }
const classes: Objective = { task: 'multiclass', link: 'softmax', base: score => score }

/** By the name of the objective. */
export const objectives: Readonly<Record<string, Objective>> = {
  'binary:logistic': logit,
  'binary:logitraw': { ...logit, base: score => score },
  'reg:logistic': logit,
  'reg:squarederror': plain,
  'reg:linear': plain,
  'reg:squaredlogerror': plain,
  'reg:absoluteerror': plain,
  'reg:pseudohubererror': plain,
  'reg:quantileerror': plain,
  'rank:pairwise': plain,
  'rank:ndcg': plain,
  'rank:map': plain,
  'count:poisson': logarithm,
  'reg:gamma': logarithm,
  'reg:tweedie': logarithm,
  'multi:softprob': classes,
  'multi:softmax': classes,
}
