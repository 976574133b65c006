import type { BinnedColumn } from '../data/tree-rows.ts'
import type { Tree } from '../grow/tree.ts'
import type { Kernel } from '../kernel/kernel.ts'

/** Adds the values of the leaves to the margins of the member's rows that the tree was grown from. */
export function addToSampled(tree: Tree, kernel: Kernel, scores: Float64Array): void {
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    const from = tree.start[leaf] as number
    const to = from + (tree.own[leaf] as number)
    kernel.addValue({ from, to }, scores, tree.value[leaf] as number)
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
    const row = others.order === undefined ? i : (others.order[2 * i] as number)
    let at = root
    while (at >= 0) {
      const code = (codes[tree.column[at] as number] as Uint8Array)[row] as number
      at = (tree.goesLeft[at * 256 + code] === 1 ? tree.left[at] : tree.right[at]) as number
    }
    ;(scores[row] as number) += tree.value[-1 - at] as number
  }
}
