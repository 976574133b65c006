import { ExprInvalid } from '../errors/expr-invalid.ts'
import { exponentOf } from './double-bits.ts'
import type { Forest } from './forest.ts'
import { treeOfLeaves } from './tree-of-leaves.ts'

/** Sums of whole numbers up to here are exact. */
const significantBits = 53

/** Whether sums of the leaves and the base are exact in any order; see {@link Forest}. */
export function isOnGrid({ base, leaves }: Pick<Forest, 'base' | 'leaves'>, largestSum: number): boolean {
  if (largestSum === 0) return true
  if (!Number.isFinite(largestSum)) return false
  const exponent = exponentOf(largestSum)
  const bits = largestSum === 2 ** exponent ? significantBits : significantBits - 1
  // Multiples of a larger power of two are multiples of this one.
  const unit = 2 ** Math.max(exponent - bits, -1074)
  return Number.isInteger(base / unit) && leaves.every(leaf => Number.isInteger(leaf / unit))
}

/**
 * The same forest with base and leaves rounded to multiples of one power of two, so that every order of adding gives
 * the same bits: the rounding is below 2^-51 of the largest sum. A forest that is on a grid stays as it is.
 *
 * @throws ExprInvalid when a leaf is not finite or the sum can exceed the largest double.
 */
export function onGrid(forest: Forest): Forest {
  const sum = largestSum(forest)
  if (!Number.isFinite(sum) || !forest.leaves.every(Number.isFinite)) {
    throw new ExprInvalid({
      where: 'forest',
      reason: `has leaves that add up to ${sum}; they must be finite`,
    })
  }
  if (sum === 0 || isOnGrid(forest, sum)) return forest
  // One bit is left for what rounding adds.
  const unit = 2 ** Math.max(exponentOf(sum) + 2 - significantBits, -1074)
  const rounded = (value: number) => Math.round(value / unit) * unit + 0
  return { ...forest, base: rounded(forest.base), leaves: forest.leaves.map(rounded) }
}

/** The largest magnitude that a sum on the way can have: that of the base and of the largest leaf of each tree. */
export function largestSum(forest: Forest): number {
  const largest = new Float64Array(forest.roots.length)
  const trees = treeOfLeaves(forest)
  for (let i = 0; i < trees.length; i++) {
    const [tree, leaf] = [trees[i] as number, Math.abs(forest.leaves[i] as number)]
    if (leaf > (largest[tree] as number)) largest[tree] = leaf
  }
  return largest.reduce((sum, leaf) => sum + leaf, Math.abs(forest.base))
}
