import type { Forest } from '@sluice/expr'
import type { Cover } from '../boost/boosted.ts'
import { explainedForest, goesLeft, type ExplainedForest } from './explained-forest.ts'
import { copied, extend, featurePath, unwind, unwoundSum, type FeaturePath } from './feature-path.ts'

/** What each input of a forest adds to the value of a row. */
export interface Explanation {
  /** The mean value of the forest over the rows that its cover counts. */
  readonly base: number
  /** By input, in units of the forest's value; base and values add up to the value of the row. */
  readonly values: Float64Array
}

/** Explains rows of one forest. */
export interface TreeExplainer {
  readonly base: number
  /** By input of the row; missing is null or NaN, categories are given by their index. */
  values(row: readonly (number | null)[]): Float64Array
}

/**
 * Shapley values of one row by exact TreeSHAP; see {@link treeExplainer}, which prepares once for many rows.
 */
export function treeShap(forest: Forest, cover: Cover, row: readonly (number | null)[]): Explanation {
  const { base, values } = treeExplainer(forest, cover)
  return { base, values: values(row) }
}

/**
 * Shapley values of a forest where an input that is not known takes both branches, weighted by the rows that took them
 * in training (path-dependent TreeSHAP): Lundberg, Erion and Lee, "Consistent individualized feature attribution for
 * tree ensembles" (2018), algorithm 2. Time per row grows with leaves × depth².
 */
export function treeExplainer(forest: Forest, cover: Cover): TreeExplainer {
  const explained = explainedForest(forest, cover)
  const inputs = forest.feature.reduce((most, input) => Math.max(most, input + 1), 0)
  const path = featurePath(explained.depth, inputs)
  return {
    base: explained.base,
    values(row) {
      const values = new Float64Array(Math.max(inputs, row.length))
      const walk: Walk = { explained, path, row, values }
      for (const root of forest.roots) follow(walk, root, { at: 0, length: 0, feature: -1, zero: 1, one: 1 })
      return values
    },
  }
}

interface Walk {
  readonly explained: ExplainedForest
  readonly path: FeaturePath
  readonly row: readonly (number | null)[]
  readonly values: Float64Array
}

/** A branch that is taken: the path so far, and the entry that it adds to it. */
interface Branch {
  readonly at: number
  readonly length: number
  readonly feature: number
  readonly zero: number
  readonly one: number
}

function follow(walk: Walk, child: number, branch: Branch): void {
  const { explained, path, row } = walk
  // Neither with nor without the input does a row come here.
  if (branch.zero === 0 && branch.one === 0) return
  const at = copied(path, branch.at, branch.length)
  extend(path, at, branch.length, branch)
  let length = branch.length + 1
  if (child < 0) return addLeaf(walk, child, at, length)

  const { forest, leftShare } = explained
  const feature = forest.feature[child] as number
  const share = leftShare[child] as number
  const isLeft = goesLeft(explained, child, row)
  let [zero, one] = [1, 1]
  const known = positionOf(path, at, length, feature)
  if (known >= 0) {
    zero = path.zero[at + known] as number
    one = path.one[at + known] as number
    unwind(path, at, length, known)
    length -= 1
  }
  const [left, right] = [forest.left[child] as number, forest.right[child] as number]
  follow(walk, left, { at, length, feature, zero: zero * share, one: isLeft ? one : 0 })
  follow(walk, right, { at, length, feature, zero: zero * (1 - share), one: isLeft ? 0 : one })
}

/** Where a path holds an input; below 0 where it does not. */
function positionOf(path: FeaturePath, at: number, length: number, feature: number): number {
  for (let i = length - 1; i > 0; i--) if (path.feature[at + i] === feature) return i
  return -1
}

function addLeaf({ explained, path, values }: Walk, child: number, at: number, length: number): void {
  const leaf = explained.forest.leaves[-1 - child] as number
  // The first entry stands for the root and is no input.
  for (let i = 1; i < length; i++) {
    const feature = path.feature[at + i] as number
    const difference = (path.one[at + i] as number) - (path.zero[at + i] as number)
    values[feature] = (values[feature] as number) + unwoundSum(path, at, length, i) * difference * leaf
  }
}
