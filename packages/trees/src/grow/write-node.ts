import { NONE_MISSING, SET } from './found.ts'
import type { Grower } from './grower.ts'
import type { BestSplit, Leaf } from './leaf.ts'
import type { Lefts } from './partition.ts'
import type { Scale } from './scale.ts'

/** Writes the split of a leaf to the tree as node `node`. */
export function writeNode(
  { tree, columns }: Grower,
  leaf: Leaf,
  split: BestSplit,
  node: number,
  scale: Scale,
): void {
  const { bins } = columns[split.column] as (typeof columns)[number]
  // Where the leaf has no missing values they follow the larger side.
  const missingLeft =
    split.missing === NONE_MISSING ? split.leftHessian * 2 >= leaf.hessian : split.missing === 1
  tree.column[node] = split.column
  tree.bin[node] = split.bin
  tree.missingLeft[node] = Number(missingLeft)
  tree.gain[node] = (split.gain * scale.gradientUnit ** 2) / scale.hessianUnit
  const table = tree.goesLeft.subarray(node * 256, node * 256 + 256)
  table.fill(0)
  for (let code = 0; code < bins; code++) {
    table[code] =
      split.bin === SET ? ((split.set[code >>> 5] as number) >>> (code & 31)) & 1 : Number(code <= split.bin)
  }
  table[bins] = Number(missingLeft)
  if (leaf.parent < 0) return
  const side = leaf.isLeft ? tree.left : tree.right
  side[leaf.parent] = node
}

/** The two leaves that a split makes. */
export function childrenOf(
  { settings }: Pick<Grower, 'settings'>,
  leaf: Leaf,
  split: BestSplit,
  node: number,
  lefts: Lefts,
): readonly [Leaf, Leaf] {
  const [leftBounds, rightBounds] = boundsOf(leaf, split, settings.monotone[split.column] ?? 0)
  const shared = { depth: leaf.depth + 1, slot: -1, parent: node, best: undefined }
  return [
    {
      ...shared,
      ...leftBounds,
      start: leaf.start,
      own: lefts.own,
      count: lefts.all,
      gradient: split.leftGradient,
      hessian: split.leftHessian,
      value: split.leftValue,
      isLeft: true,
    },
    {
      ...shared,
      ...rightBounds,
      start: leaf.start + lefts.own,
      own: leaf.own - lefts.own,
      count: leaf.count - lefts.all,
      gradient: leaf.gradient - split.leftGradient,
      hessian: leaf.hessian - split.leftHessian,
      value: split.rightValue,
      isLeft: false,
    },
  ]
}

/** What comes below a split by a constrained column stays on its side of the middle of the two values. */
function boundsOf(
  { low, high }: Leaf,
  { leftValue, rightValue }: BestSplit,
  monotone: -1 | 0 | 1,
): readonly [{ low: number; high: number }, { low: number; high: number }] {
  const same = { low, high }
  if (monotone === 0) return [same, same]
  const middle = leftValue / 2 + rightValue / 2
  const [below, above] = [
    { low, high: Math.min(high, middle) },
    { low: Math.max(low, middle), high },
  ]
  return monotone > 0 ? [below, above] : [above, below]
}
