/**
 * What is minimised, and what the margin means.
 *
 * | kind | target | margin | loss of the curve |
 * |---|---|---|---|
 * | `binary` | 0 or 1 | log odds | log loss |
 * | `squared` | a number | the number | root of the mean squared error |
 * | `poisson` | a count, from 0 | log of the expected count | mean deviance |
 * | `quantile` | a number | its `alpha`-quantile | pinball loss |
 * | `multiclass` | 0 … `classes` − 1 | log of the odds, up to a constant, per class | log loss |
 */
export type Objective =
  | { readonly kind: 'binary' }
  | { readonly kind: 'squared' }
  | { readonly kind: 'poisson' }
  | { readonly kind: 'quantile'; readonly alpha: number }
  | { readonly kind: 'multiclass'; readonly classes: number }

/** How trees are grown and added up. Defaults are those of LightGBM. */
export interface BoostOptions {
  readonly objective: Objective
  /** Rounds at most; each adds one tree (of several classes one per class). Default 100. */
  readonly rounds?: number
  /** Default 0.1. */
  readonly learningRate?: number
  /** Leaves of a tree at most, from 2. Default 31. */
  readonly leaves?: number
  /** Splits between the root and a leaf at most. Default: no limit. */
  readonly maxDepth?: number
  /** Rows of a leaf at least, as estimated from the hessian while splits are searched. Default 20. */
  readonly minLeafRows?: number
  /** Sum of the hessian in a leaf at least. Default 0.001. */
  readonly minLeafHessian?: number
  /** Ridge penalty on the values of leaves. Default 0. */
  readonly l2?: number
  /** What a split must gain. Default 0. */
  readonly minGain?: number
  /** Part of the rows that each round sees, drawn anew each time. Default 1. */
  readonly rowFraction?: number
  /** Part of the columns that each tree sees. Default 1. */
  readonly columnFraction?: number
  /** Per column 1 where the margin must not fall as the number grows, -1 where it must not rise, else 0. */
  readonly monotone?: readonly (-1 | 0 | 1)[]
  readonly categories?: CategoryOptions
  /** Ends when the loss on the validation rows has not fallen by more than `minDelta` for `rounds` rounds. */
  readonly earlyStopping?: { readonly rounds: number; readonly minDelta?: number }
  /** Of sampling and of rounding the gradients: the same seed gives the same trees. Default 0. */
  readonly seed?: number
}

/** How splits by category are searched. */
export interface CategoryOptions {
  /** Added to the hessian of a category when categories are ordered. Default 10. */
  readonly smooth?: number
  /** Ridge penalty besides `l2` in splits by sets of categories. Default 10. */
  readonly l2?: number
  /** Categories on the smaller side of a split at most. Default 32. */
  readonly maxSet?: number
  /** Rows that each step of the search must add. Default 100. */
  readonly minGroupRows?: number
  /** Up to so many categories are only tried one against the rest. Default 4. */
  readonly oneAgainstRest?: number
}
