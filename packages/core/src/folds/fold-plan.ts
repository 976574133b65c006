import { OptionInvalid } from '../models/option-invalid.ts'

/**
 * Who sees whom while a model is fitted: one plan for cross-fitted encodings, early stopping, out-of-fold predictions,
 * calibration, threshold and metrics.
 */
export type FoldPlan = GroupedFolds | TimeFolds

/** Whole groups are in one fold: a customer is never on both sides. */
export interface GroupedFolds {
  readonly kind: 'grouped'
  readonly folds: number
  /** The feature column that names the group; null: the key of the model. */
  readonly by: string | null
  /** Every fold gets the same share of groups with a positive row. */
  readonly stratified: boolean
}

/** Blocks of training dates in order; each is predicted by models of earlier dates only. */
export interface TimeFolds {
  readonly kind: 'time'
  readonly folds: number
}

/** Options of {@link groupedFolds}. */
export interface GroupedFoldsOptions {
  /** How many folds, 2 to 100; default 5. */
  readonly folds?: number
  /** A feature column whose values must not be split, such as a household; default the model's key. */
  readonly by?: string
  /** For rare positives: spread the groups that have one evenly. Only for classes. Default false. */
  readonly stratified?: boolean
}

/**
 * Folds of whole groups, chosen by a hash of the group (the same for ever), or stratified.
 *
 * @throws OptionInvalid
 */
export function groupedFolds({ folds = 5, by, stratified = false }: GroupedFoldsOptions = {}): GroupedFolds {
  checkCount('groupedFolds', folds, 2)
  return Object.freeze({ kind: 'grouped', folds, by: by ?? null, stratified })
}

/**
 * Folds in the order of time: the training dates are cut into `folds + 1` blocks, and every block but the first is
 * predicted by models that learned from dates whose labels were mature before it began.
 *
 * @throws OptionInvalid
 */
export function timeFolds({ folds = 5 }: { readonly folds?: number } = {}): TimeFolds {
  checkCount('timeFolds', folds, 1)
  return Object.freeze({ kind: 'time', folds })
}

/** The plan that an option of training stands for; a number is that many folds by key. */
export function foldPlanOf(option: number | FoldPlan = 5): FoldPlan {
  return typeof option === 'number' ? groupedFolds({ folds: option }) : option
}

function checkCount(of: string, folds: number, least: number): void {
  if (Number.isSafeInteger(folds) && folds >= least && folds <= 100) return
  throw new OptionInvalid({
    of,
    option: 'folds',
    value: folds,
    expected: `a whole number from ${least} to 100`,
  })
}
