import type { Tree } from '../grow/tree.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Team } from '../threads/team.ts'

/** Tells the other members which of the member's rows each leaf has; returns when all have. */
export function publishParts(tree: Tree, { parts }: Workspace, team: Team): void {
  const at = 2 * tree.start.length * team.rank
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    parts[at + 2 * leaf] = tree.start[leaf] as number
    parts[at + 2 * leaf + 1] = tree.own[leaf] as number
  }
  team.barrier()
}

/** The rows of a leaf, ascending, once {@link publishParts} has returned. */
export function rowsOfLeaf(tree: Tree, { parts, order }: Workspace, team: Team, leaf: number): Int32Array {
  const rows = new Int32Array(tree.count[leaf] as number)
  let next = 0
  for (let rank = 0; rank < team.size; rank++) {
    const at = 2 * (tree.start.length * rank + leaf)
    const start = parts[at] as number
    const end = start + (parts[at + 1] as number)
    for (let i = start; i < end; i++) rows[next++] = order[2 * i] as number
  }
  return team.size === 1 ? rows : rows.toSorted()
}

/** Writes the leaf of each row, and -1 of `others` that were not sampled, to `moved`; returns when all members have. */
export function writeLeafOfRow(
  tree: Tree,
  { order, moved }: Workspace,
  others: { readonly from: number; readonly to: number },
  team: Team,
): void {
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    const start = tree.start[leaf] as number
    const end = start + (tree.own[leaf] as number)
    for (let i = start; i < end; i++) moved[order[2 * i] as number] = leaf
  }
  for (let i = others.from; i < others.to; i++) moved[order[2 * i] as number] = -1
  team.barrier()
}
