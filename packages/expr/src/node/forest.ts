/**
 * Decision trees whose leaves are added up, as flat arrays over all trees.
 *
 * A node at index `i` reads input `feature[i]`. A number goes left when it is at most `threshold[i]`. Of a category
 * (flag {@link CATEGORY}) the input is a whole number, and those in `sets[threshold[i]]` go left, all others right.
 * A missing input goes left when the flag {@link MISSING_LEFT} is set, else right.
 * Sets hold whole numbers below 65,536; any other value of a category is in no set.
 *
 * `left` and `right` hold the index of a node (always greater than the node's own) or, below zero, `-1 - leaf`. `roots`
 * holds the same for the root of each tree. `base` and all leaves are whole multiples of one power of two, and the sum
 * of the largest leaves fits 53 bits of it: so sums are exact, whatever the order, and every engine gives the same bits.
 */
export interface Forest {
  readonly base: number
  readonly roots: readonly number[]
  readonly feature: readonly number[]
  readonly threshold: readonly number[]
  readonly flags: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly leaves: readonly number[]
  /** Categories that go left, ascending. */
  readonly sets: readonly (readonly number[])[]
}

/** Flag of a node: rows whose input is missing go left. */
export const MISSING_LEFT = 1
/** Flag of a node: the input is a category, `threshold` the index of the set that goes left. */
export const CATEGORY = 2
