import type { BinnedColumn } from '../data/tree-rows.ts'
import type { Tree } from '../grow/tree.ts'
import { shareOf, type Team } from '../threads/team.ts'

/** Adds the values of the leaves to the margins of the rows that the tree was grown from; each member its share. */
export function addToSampled(
  tree: Tree,
  order: Int32Array,
  rows: number,
  scores: Float64Array,
  team: Team,
): void {
  const [from, to] = shareOf(team, 0, rows)
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    const start = tree.start[leaf] as number
    const end = Math.min(start + (tree.count[leaf] as number), to)
    const value = tree.value[leaf] as number
    for (let i = Math.max(start, from); i < end; i++) (scores[order[i] as number] as number) += value
  }
}

/** Adds the values of the leaves to the margins of rows that the tree has not seen. */
export function addToOthers(
  tree: Tree,
  columns: readonly BinnedColumn[],
  others: { readonly order: Int32Array | undefined; readonly from: number; readonly to: number },
  scores: Float64Array,
): void {
  const codes = columns.map(column => column.codes)
  const root = tree.nodes > 0 ? 0 : -1
  for (let i = others.from; i < others.to; i++) {
    const row = others.order === undefined ? i : (others.order[i] as number)
    let at = root
    while (at >= 0) {
      const code = (codes[tree.column[at] as number] as Uint8Array)[row] as number
      at = (tree.goesLeft[at * 256 + code] === 1 ? tree.left[at] : tree.right[at]) as number
    }
    ;(scores[row] as number) += tree.value[-1 - at] as number
  }
}
