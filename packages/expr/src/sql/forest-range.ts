import { lastBitOf } from '../node/double-bits.ts'
import type { Forest } from '../node/forest.ts'
import { treeOfLeaves } from '../node/tree-of-leaves.ts'

/** Between what the value of a forest lies, and the power of two (its exponent) that it is a multiple of. */
export interface ForestRange {
  readonly min: number
  readonly max: number
  readonly lastBit: number
}

const ranges = new WeakMap<Forest, ForestRange>()

/** The range of a forest, found once for each. */
export function forestRange(forest: Forest): ForestRange {
  const known = ranges.get(forest)
  if (known !== undefined) return known
  const found = rangeOf(forest)
  ranges.set(forest, found)
  return found
}

function rangeOf(forest: Forest): ForestRange {
  const { base, roots, leaves } = forest
  const trees = treeOfLeaves(forest)
  const least = new Float64Array(roots.length).fill(Infinity)
  const most = new Float64Array(roots.length).fill(-Infinity)
  let lastBit = base === 0 ? 1023 : lastBitOf(base)
  leaves.forEach((leaf, i) => {
    const tree = trees[i] as number
    least[tree] = Math.min(least[tree] as number, leaf)
    most[tree] = Math.max(most[tree] as number, leaf)
    if (leaf !== 0) lastBit = Math.min(lastBit, lastBitOf(leaf))
  })
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, base)
  return { min: sum(least), max: sum(most), lastBit }
}
