import { CATEGORY, MISSING_LEFT, onGrid, type Forest } from '@sluice/expr'
import type { SourceNode, SourceSplit } from './source-tree.ts'

/** Rows that reached each node and leaf while training, weighted. */
export interface Cover {
  readonly nodes: readonly number[]
  readonly leaves: readonly number[]
}

type Lists = { -readonly [name in Exclude<keyof Forest, 'base'>]: Forest[name][number][] }

/** Throws, with what is wrong with a tree. */
export type TreeFail = (reason: string) => never

/** A forest that is being put together tree by tree. */
export interface ForestDraft {
  readonly lists: Lists
  readonly nodeCovers: number[]
  readonly leafCovers: number[]
}

/** A forest without trees. */
export function newDraft(): ForestDraft {
  return {
    lists: { roots: [], feature: [], threshold: [], flags: [], left: [], right: [], leaves: [], sets: [] },
    nodeCovers: [],
    leafCovers: [],
  }
}

/**
 * Adds one tree, its root at position 0, renumbered so that children come after parents. `fail` throws for a tree that
 * is none: a child out of range, a node reached twice, a number that is not finite, or other than `deleted` nodes that
 * are not reached.
 */
export function addTree(draft: ForestDraft, nodes: readonly SourceNode[], fail: TreeFail, deleted = 0): void {
  const { lists } = draft
  const reached = new Uint8Array(nodes.length)
  const visit = (index: number): number => {
    const node = nodes[index]
    if (node === undefined) return fail(`node ${index} is not among the ${nodes.length} nodes`)
    if (reached[index] === 1) return fail(`node ${index} is reached twice`)
    reached[index] = 1
    return node.kind === 'leaf' ? addLeaf(draft, node, fail) : addSplit(draft, node, fail)
  }
  const open: { at: number; node: SourceSplit }[] = []
  const enter = (index: number): number => {
    const at = visit(index)
    if (at >= 0) open.push({ at, node: nodes[index] as SourceSplit })
    return at
  }
  lists.roots.push(enter(0))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    lists.left[next.at] = enter(next.node.left)
    lists.right[next.at] = enter(next.node.right)
  }
  const lost = reached.reduce((count, flag) => count + (flag === 0 ? 1 : 0), 0)
  if (lost !== deleted) fail(`${lost} nodes are not reached from the root, but ${deleted} are deleted`)
}

/** The forest of a draft with the base added, all multiplied by `scale` and put on the grid, and its cover. */
export function finishDraft(
  { lists, nodeCovers, leafCovers }: ForestDraft,
  { base, scale = 1, fail }: { readonly base: number; readonly scale?: number; readonly fail: TreeFail },
): { readonly forest: Forest; readonly cover: Cover } {
  const leaves = scale === 1 ? lists.leaves : lists.leaves.map(leaf => leaf * scale)
  const trees = { ...lists, leaves, base: base * scale }
  if (!Number.isFinite(largestSum(trees))) fail('the leaves add up to more than a double holds')
  return { forest: onGrid(trees), cover: { nodes: nodeCovers, leaves: leafCovers } }
}

/** No less than the largest sum that trees can give. */
function largestSum({ base, leaves }: Pick<Forest, 'base' | 'leaves'>): number {
  return leaves.reduce((sum, leaf) => sum + Math.abs(leaf), Math.abs(base))
}

function addLeaf(
  { lists, leafCovers }: ForestDraft,
  { value, cover }: Extract<SourceNode, { kind: 'leaf' }>,
  fail: TreeFail,
): number {
  if (!Number.isFinite(value)) fail(`a leaf has the value ${value}`)
  if (!(cover >= 0 && Number.isFinite(cover))) fail(`a leaf has the cover ${cover}`)
  lists.leaves.push(value === 0 ? 0 : value)
  leafCovers.push(cover)
  return -lists.leaves.length
}

function addSplit(
  { lists, nodeCovers }: ForestDraft,
  { input, test, missingLeft, cover }: SourceSplit,
  fail: TreeFail,
): number {
  if (!(cover >= 0 && Number.isFinite(cover))) fail(`a node has the cover ${cover}`)
  lists.feature.push(input)
  lists.flags.push((missingLeft ? MISSING_LEFT : 0) + (typeof test === 'number' ? 0 : CATEGORY))
  if (typeof test === 'number') {
    if (!Number.isFinite(test)) fail(`a node has the threshold ${test}`)
    lists.threshold.push(test === 0 ? 0 : test)
  } else {
    lists.threshold.push(lists.sets.length)
    lists.sets.push([...test].toSorted((a, b) => a - b))
  }
  nodeCovers.push(cover)
  lists.left.push(0)
  lists.right.push(0)
  return lists.feature.length - 1
}
