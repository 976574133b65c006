import type { Grower } from './grower.ts'
import { sumRows } from './histogram.ts'
import type { BestSplit, Leaf } from './leaf.ts'
import { boundedValue } from './limits.ts'
import { partition } from './partition.ts'
import type { Scale } from './scale.ts'
import { searchLeaves } from './search.ts'
import { childrenOf, writeNode } from './write-node.ts'

/** What a tree is grown from. */
export interface Seedling {
  /** Sampled rows: of all members, of this one, and where its own begin. */
  readonly rows: number
  readonly own: number
  readonly at: number
  readonly gradient: number
  readonly hessian: number
  readonly scale: Scale
  /** 1 for each column that the tree may use. */
  readonly active: Uint8Array
}

/**
 * Grows a tree by splitting, again and again, the leaf that gains most. All threads of the team run it and come to
 * the same tree, in `grower.tree`; the values of leaves are in the units of the margin.
 */
export function growTree(grower: Grower, seedling: Seedling): void {
  const { tree, leaves, settings } = grower
  plant(grower, seedling)
  const root = leaves[0] as Leaf
  searchAlone(grower, root, seedling)
  while (tree.leaves < settings.leaves) {
    const next = bestLeaf(leaves)
    if (next === undefined) break
    splitLeaf(grower, next, seedling)
  }
  const unit = seedling.scale.gradientUnit / seedling.scale.hessianUnit
  leaves.forEach((leaf, i) => {
    tree.value[i] = leaf.value * unit + 0
    tree.start[i] = leaf.start
    tree.own[i] = leaf.own
    tree.count[i] = leaf.count
  })
}

function plant(grower: Grower, { rows, own, at, gradient, hessian, scale }: Seedling): void {
  const { tree, leaves, free, slots, settings } = grower
  tree.nodes = 0
  tree.leaves = 1
  free.length = 0
  for (let slot = slots - 1; slot >= 0; slot--) free.push(slot)
  leaves.length = 0
  const penalized = hessian + settings.l2 / scale.hessianUnit
  leaves.push({
    start: at,
    own,
    count: rows,
    gradient,
    hessian,
    depth: 0,
    slot: -1,
    low: -Infinity,
    high: Infinity,
    value: penalized > 0 ? boundedValue(gradient, penalized, -Infinity, Infinity) : 0,
    parent: -1,
    isLeft: false,
    best: undefined,
  })
}

function isWorthSearch({ settings }: Grower, { count, depth }: Leaf): boolean {
  return count >= 2 * settings.minLeafRows && count > 1 && depth < settings.maxDepth
}

function bestLeaf(leaves: readonly Leaf[]): Leaf | undefined {
  let best: Leaf | undefined
  for (const leaf of leaves) {
    if (leaf.best !== undefined && leaf.best.gain > (best?.best?.gain ?? 0)) best = leaf
  }
  return best
}

function splitLeaf(grower: Grower, leaf: Leaf, seedling: Seedling): void {
  const { tree, leaves, settings } = grower
  const split = leaf.best as BestSplit
  const node = tree.nodes++
  writeNode(grower, leaf, split, node, seedling.scale)
  const lefts = partition(grower, leaf, node)
  const [left, right] = childrenOf(grower, leaf, split, node, lefts)
  const at = leaves.indexOf(leaf)
  leaves[at] = left
  leaves.push(right)
  tree.left[node] = -1 - at
  tree.right[node] = -1 - tree.leaves++
  if (tree.leaves < settings.leaves) searchChildren(grower, leaf, left, right, seedling)
}

/** The smaller child is summed, the larger gets what is left of the parent's histogram. */
function searchChildren(grower: Grower, parent: Leaf, left: Leaf, right: Leaf, seedling: Seedling): void {
  const [small, large] = left.count <= right.count ? [left, right] : [right, left]
  if (!isWorthSearch(grower, large)) {
    release(grower, parent)
    return
  }
  if (parent.slot < 0) {
    searchAlone(grower, small, seedling)
    searchAlone(grower, large, seedling)
    return
  }
  large.slot = parent.slot
  small.slot = takeSlot(grower)
  sumRows(grower, small, seedling.scale)
  grower.team.barrier()
  searchLeaves(grower, { ...seedling, summed: small, subtracted: large })
  for (const leaf of [small, large]) if (leaf.best === undefined) release(grower, leaf)
}

function searchAlone(grower: Grower, leaf: Leaf, seedling: Seedling): void {
  if (!isWorthSearch(grower, leaf)) return
  leaf.slot = takeSlot(grower)
  sumRows(grower, leaf, seedling.scale)
  grower.team.barrier()
  searchLeaves(grower, { ...seedling, summed: leaf, subtracted: undefined })
  if (leaf.best === undefined) release(grower, leaf)
}

/** A free histogram, or that of the leaf that gains least: it is the last to be split, if at all. */
function takeSlot({ free, leaves }: Grower): number {
  const slot = free.pop()
  if (slot !== undefined) return slot
  let least: Leaf | undefined
  for (const leaf of leaves) {
    if (leaf.slot < 0 || leaf.best === undefined) continue
    if (least === undefined || leaf.best.gain < (least.best?.gain ?? 0)) least = leaf
  }
  const taken = (least as Leaf).slot
  ;(least as Leaf).slot = -1
  return taken
}

function release({ free }: Grower, leaf: Leaf): void {
  if (leaf.slot >= 0) free.push(leaf.slot)
  leaf.slot = -1
}
