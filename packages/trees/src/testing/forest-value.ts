import { CATEGORY, MISSING_LEFT, type Forest } from '@sluice/expr'

/** The value of a forest for one row, node by node as its definition says; NaN is missing. */
export function forestValue(forest: Forest, row: readonly number[]): number {
  return forest.roots.reduce(
    (sum, root) => sum + (forest.leaves[leafOf(forest, root, row)] as number),
    forest.base,
  )
}

/** The leaf that a row reaches from a root. */
export function leafOf(forest: Forest, root: number, row: readonly number[]): number {
  let at = root
  while (at >= 0) {
    const value = row[forest.feature[at] as number] as number
    const [flags, threshold] = [forest.flags[at] as number, forest.threshold[at] as number]
    const isLeft = Number.isNaN(value)
      ? (flags & MISSING_LEFT) !== 0
      : (flags & CATEGORY) !== 0
        ? (forest.sets[threshold] as readonly number[]).includes(value)
        : value <= threshold
    at = (isLeft ? forest.left[at] : forest.right[at]) as number
  }
  return -1 - at
}
