import { CATEGORY, MISSING_LEFT, type Forest } from '@sluice/expr'
import type { Cover } from '../boost/boosted.ts'

/** A forest with what TreeSHAP asks of each node. */
export interface ExplainedForest {
  readonly forest: Forest
  readonly sets: readonly ReadonlySet<number>[]
  /** The share of the rows that reached a node which went on to the left. */
  readonly leftShare: Float64Array
  /** The mean of the forest over the rows that its cover counts. */
  readonly base: number
  /** The most nodes between a root and a leaf. */
  readonly depth: number
}

/** Prepares a forest; a node that no row reached is taken to part its rows by halves. */
export function explainedForest(forest: Forest, cover: Cover): ExplainedForest {
  const { left, right, leaves, roots, sets, base } = forest
  const leftShare = new Float64Array(left.length)
  const means = new Float64Array(left.length)
  const depths = new Int32Array(left.length)
  const coverOf = (child: number) => (child >= 0 ? cover.nodes[child] : cover.leaves[-1 - child]) ?? 0
  const meanOf = (child: number) => (child >= 0 ? means[child] : leaves[-1 - child]) as number
  const depthOf = (child: number) => (child >= 0 ? (depths[child] as number) : 0)
  // Children come after their parents.
  for (let node = left.length - 1; node >= 0; node--) {
    const [a, b] = [left[node] as number, right[node] as number]
    const both = coverOf(a) + coverOf(b)
    const share = both > 0 ? coverOf(a) / both : 0.5
    leftShare[node] = share
    means[node] = share * meanOf(a) + (1 - share) * meanOf(b)
    depths[node] = 1 + Math.max(depthOf(a), depthOf(b))
  }
  return {
    forest,
    sets: sets.map(set => new Set(set)),
    leftShare,
    base: roots.reduce((sum, root) => sum + meanOf(root), base),
    depth: roots.reduce((most, root) => Math.max(most, depthOf(root)), 0),
  }
}

/** Whether a row goes left at a node. */
export function goesLeft(
  { forest, sets }: ExplainedForest,
  node: number,
  row: readonly (number | null)[],
): boolean {
  const value = row[forest.feature[node] as number] ?? Number.NaN
  const flags = forest.flags[node] as number
  if (Number.isNaN(value)) return (flags & MISSING_LEFT) !== 0
  const threshold = forest.threshold[node] as number
  return (flags & CATEGORY) === 0 ? value <= threshold : (sets[threshold] as ReadonlySet<number>).has(value)
}
