import type { Grower } from './grower.ts'
import type { Leaf } from './leaf.ts'

/** Rows of a leaf that go left: of the member, and of all. */
export interface Lefts {
  readonly own: number
  readonly all: number
}

/** Puts the member's rows of a leaf that go left by a node before the others, each side as ascending as before. */
export function partition(grower: Grower, leaf: Leaf, node: number): Lefts {
  const { team, kernel, workspace, tree, columns } = grower
  const { start, own } = leaf
  const { codes } = columns[tree.column[node] as number] as (typeof columns)[number]
  const goesLeft = tree.goesLeft.subarray(node * 256, node * 256 + 256)
  const lefts = kernel.divide({ from: start, to: start + own }, codes, goesLeft)
  // Whoever is quick counts for the next node while others still add up this one.
  const at = (node & 1) * team.size
  workspace.lefts[at + team.rank] = lefts
  team.barrier()
  let all = 0
  for (let rank = 0; rank < team.size; rank++) all += workspace.lefts[at + rank] as number
  return { own: lefts, all }
}
