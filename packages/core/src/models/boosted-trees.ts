import type { Objective } from '@sluice/trees'
import type { Learner } from './learner.ts'
import { OptionInvalid } from './option-invalid.ts'

/** Boosted trees before fitting. */
export interface BoostedTrees extends Learner {
  readonly kind: 'boosted-trees'
  readonly objective: Objective | { readonly kind: 'multiclass' }
  readonly trees: number
  readonly leaves: number
  readonly learningRate: number
  readonly maxDepth: number | null
  readonly minLeafRows: number
  readonly minLeafHessian: number
  readonly l2: number
  readonly minGain: number
  readonly rowFraction: number
  readonly columnFraction: number
  readonly bins: number
  readonly earlyStopping: { readonly rounds: number; readonly minDelta: number } | null
  readonly classWeight: 'balanced' | null
  /** By feature name. */
  readonly monotone: Readonly<Record<string, 1 | -1>>
  readonly seed: number
}

/** Options of {@link boostedTrees}; defaults are those of LightGBM. */
export interface BoostedTreesOptions {
  /**
   * What is minimised. Default `binary`. `quantile` predicts that quantile. `multiclass` predicts which of several
   * classes (the label SQL returns its name), and how sure that is.
   */
  readonly objective?: 'binary' | 'squared' | 'poisson' | 'multiclass' | { readonly quantile: number }
  /** Trees at most, 1 to 10,000; default 100. */
  readonly trees?: number
  /** Leaves of a tree at most, 2 to 4,096; default 31. */
  readonly leaves?: number
  /** How much of each tree is added, above 0 to 1; default 0.1. */
  readonly learningRate?: number
  /** Splits between the root and a leaf at most; default no limit. */
  readonly maxDepth?: number
  /** Training rows in a leaf at least; default 20. */
  readonly minLeafRows?: number
  /** Sum of the hessian in a leaf at least; default 0.001. */
  readonly minLeafHessian?: number
  /** Ridge penalty on the values of leaves; default 0. */
  readonly l2?: number
  /** What a split must gain; default 0. */
  readonly minGain?: number
  /** Part of the rows that each tree sees, above 0 to 1; default 1. */
  readonly rowFraction?: number
  /** Part of the features that each tree sees, above 0 to 1; default 1. */
  readonly columnFraction?: number
  /** Bins per feature at most, 2 to 255; default 255. */
  readonly bins?: number
  /**
   * Stop when the loss on held rows has not fallen for so many trees. The rows are a fold of the trainer's plan, and
   * go through the preparation fitted on the others; the final model gets the number of trees the folds agreed on.
   */
  readonly earlyStopping?: { readonly rounds: number; readonly minDelta?: number }
  /** Features in which the score may only rise (1) or only fall (-1), by feature name. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>
  /** `balanced` gives both classes the same total weight; probabilities then need a calibrator. Only for `binary`. */
  readonly classWeight?: 'balanced'
  /** Of sampling; default 0. The same seed gives the same model on any number of threads. */
  readonly seed?: number
}

const defaults = {
  trees: 100,
  leaves: 31,
  learningRate: 0.1,
  minLeafRows: 20,
  minLeafHessian: 1e-3,
  l2: 0,
  minGain: 0,
  rowFraction: 1,
  columnFraction: 1,
  bins: 255,
  seed: 0,
} as const

type Rule = readonly [test: (value: number) => boolean, expected: string]
const whole = (least: number, most: number): Rule => [
  value => Number.isSafeInteger(value) && value >= least && value <= most,
  `a whole number from ${least} to ${most}`,
]
const share: Rule = [value => value > 0 && value <= 1, 'above 0 and at most 1']
const fromZero: Rule = [value => value >= 0 && Number.isFinite(value), 'a number from 0']

const rules: Readonly<Record<keyof typeof defaults, Rule>> = {
  trees: whole(1, 10_000),
  leaves: whole(2, 4096),
  learningRate: share,
  minLeafRows: whole(1, 1e9),
  minLeafHessian: fromZero,
  l2: fromZero,
  minGain: fromZero,
  rowFraction: share,
  columnFraction: share,
  bins: whole(2, 255),
  seed: whole(0, 2 ** 32 - 1),
}

/**
 * Histogram gradient boosting of decision trees, with missing values and categories (`category(c.x).codes()`) as they
 * are. Leaf-wise growth, as LightGBM.
 *
 * @throws OptionInvalid
 */
export function boostedTrees(options: BoostedTreesOptions = {}): BoostedTrees {
  const { earlyStopping, monotone = {}, maxDepth = null } = options
  const numbers = { ...defaults }
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[]) {
    const value: unknown = options[name] ?? defaults[name]
    const [holds, expected] = rules[name]
    if (typeof value !== 'number' || !holds(value)) throw invalid(name, value, expected)
    Object.assign(numbers, { [name]: value })
  }
  if (maxDepth !== null) check('maxDepth', maxDepth, whole(1, 1000))
  for (const [feature, sign] of Object.entries(monotone)) {
    if (sign !== 1 && sign !== -1) throw invalid(`monotone.${feature}`, sign, '1 (rises) or -1 (falls)')
  }
  const objective = objectiveOf(options.objective ?? 'binary')
  return Object.freeze({
    kind: 'boosted-trees',
    task: tasks[objective.kind],
    objective,
    ...numbers,
    maxDepth,
    classWeight: classWeightOf(options.classWeight, objective),
    earlyStopping: earlyStopping === undefined ? null : stopping(earlyStopping),
    monotone: Object.freeze({ ...monotone }),
  })
}

/** Options that a search may try. */
export const tunable: readonly string[] = [...Object.keys(defaults), 'maxDepth', 'classWeight']

/** The options that make a learner again. */
export function optionsOf(learner: BoostedTrees): BoostedTreesOptions {
  const { kind: _kind, task: _task, objective, maxDepth, classWeight, earlyStopping, ...rest } = learner
  return {
    ...rest,
    objective: objective.kind === 'quantile' ? { quantile: objective.alpha } : objective.kind,
    ...(maxDepth !== null && { maxDepth }),
    ...(classWeight && { classWeight }),
    ...(earlyStopping && { earlyStopping }),
  }
}

function classWeightOf(
  option: BoostedTreesOptions['classWeight'],
  { kind }: BoostedTrees['objective'],
): BoostedTrees['classWeight'] {
  if (option === undefined) return null
  if (option === 'balanced' && kind === 'binary') return option
  throw invalid('classWeight', option, '"balanced" or absent, and absent for other objectives than "binary"')
}

const tasks = {
  binary: 'binary',
  squared: 'regression',
  poisson: 'regression',
  quantile: 'regression',
  multiclass: 'multiclass',
} as const

function objectiveOf(option: NonNullable<BoostedTreesOptions['objective']>): BoostedTrees['objective'] {
  if (typeof option === 'object') {
    const { quantile } = option
    check('objective.quantile', quantile, [value => value > 0 && value < 1, 'between 0 and 1'])
    return { kind: 'quantile', alpha: quantile }
  }
  if (Object.hasOwn(tasks, option)) return { kind: option } as BoostedTrees['objective']
  throw invalid('objective', option, '"binary", "squared", "poisson", "multiclass" or { quantile }')
}

function stopping({ rounds, minDelta = 0 }: NonNullable<BoostedTreesOptions['earlyStopping']>) {
  check('earlyStopping.rounds', rounds, whole(1, 10_000))
  check('earlyStopping.minDelta', minDelta, fromZero)
  return { rounds, minDelta }
}

function check(option: string, value: number, [holds, expected]: Rule): void {
  if (!holds(value)) throw invalid(option, value, expected)
}

function invalid(option: string, value: unknown, expected: string): OptionInvalid {
  return new OptionInvalid({ of: 'boostedTrees', option, value, expected })
}
