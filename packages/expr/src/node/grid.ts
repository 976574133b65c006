import { ExprInvalid } from '../errors/expr-invalid.ts'
import { exponentOf, lastBitOf } from './double-bits.ts'
import type { Forest } from './forest.ts'
import { treeOfLeaves } from './tree-of-leaves.ts'

/** Sums of whole numbers up to here are exact. */
const significantBits = 53

/** Whether sums of the leaves and the base are exact in any order; see {@link Forest}. */
export function isOnGrid({ base, leaves }: Pick<Forest, 'base' | 'leaves'>, largestSum: number): boolean {
  let lowest = base === 0 ? Infinity : lastBitOf(base)
  for (const leaf of leaves) if (leaf !== 0) lowest = Math.min(lowest, lastBitOf(leaf))
  if (lowest === Infinity) return true
  return Number.isFinite(largestSum) && largestSum <= 2 ** significantBits * 2 ** lowest
}

/**
 * The same forest with base and leaves rounded to multiples of one power of two, so that every order of adding gives
 * the same bits: the rounding is below 2^-51 of the largest sum. A forest that is on a grid stays as it is.
 *
 * @throws ExprInvalid when a leaf is not finite or the sum can exceed the largest double.
 */
export function onGrid(forest: Forest): Forest {
  const sum = largestSum(forest)
  if (!Number.isFinite(sum)) {
    throw new ExprInvalid({ where: 'forest', reason: `its leaves add up to ${sum}; they must be finite` })
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
  forest.leaves.forEach((leaf, i) => {
    const tree = trees[i] as number
    largest[tree] = Math.max(largest[tree] as number, Math.abs(leaf))
  })
  return largest.reduce((sum, leaf) => sum + leaf, Math.abs(forest.base))
}
