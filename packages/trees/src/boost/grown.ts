import { SET } from '../grow/found.ts'
import type { Tree } from '../grow/tree.ts'
import type { BinnedColumn } from '../data/tree-rows.ts'

/** A tree as it is kept until the forest is built. */
export interface Grown {
  readonly column: readonly number[]
  /** Of a number the threshold, of a category the categories that go left. */
  readonly split: readonly (number | readonly number[])[]
  readonly missingLeft: readonly boolean[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly gain: readonly number[]
  readonly leaves: readonly number[]
  readonly nodeCover: readonly number[]
  readonly leafCover: readonly number[]
}

/** What of a tree outlives the round. */
export function grownOf(
  tree: Tree,
  columns: readonly BinnedColumn[],
  leafOfRow: Int32Array,
  weight: Float64Array | undefined,
): Grown {
  const nodes = Array.from({ length: tree.nodes }, (_, i) => i)
  const leaves = Array.from({ length: tree.leaves }, (_, i) => i)
  const leafCover =
    weight === undefined ? leaves.map(leaf => tree.count[leaf] as number) : weightsOf(tree, leafOfRow, weight)
  return {
    column: nodes.map(node => tree.column[node] as number),
    split: nodes.map(node => splitOf(tree, node, columns)),
    missingLeft: nodes.map(node => tree.missingLeft[node] === 1),
    left: nodes.map(node => tree.left[node] as number),
    right: nodes.map(node => tree.right[node] as number),
    gain: nodes.map(node => tree.gain[node] as number),
    leaves: leaves.map(leaf => tree.value[leaf] as number),
    nodeCover: nodeCovers(tree, leafCover),
    leafCover,
  }
}

function splitOf(tree: Tree, node: number, columns: readonly BinnedColumn[]): number | readonly number[] {
  const { edges, bins, binOf } = columns[tree.column[node] as number] as BinnedColumn
  const bin = tree.bin[node] as number
  // Behind the last edge there are only missing values: all others go left.
  if (bin !== SET) return edges[bin] ?? Number.MAX_VALUE
  const categories = Array.from({ length: binOf?.length ?? bins }, (_, category) => category)
  return categories.filter(category => tree.goesLeft[node * 256 + (binOf?.[category] ?? category)] === 1)
}

/** Row by row, so that the sums do not depend on how many threads own the rows. */
function weightsOf({ leaves }: Tree, leafOfRow: Int32Array, weight: Float64Array): number[] {
  const sums = Array.from({ length: leaves }, () => 0)
  for (let row = 0; row < weight.length; row++) {
    const leaf = leafOfRow[row] as number
    if (leaf >= 0) (sums[leaf] as number) += weight[row] as number
  }
  return sums
}

function nodeCovers({ nodes, left, right }: Tree, leafCover: readonly number[]): readonly number[] {
  const covers = Array.from({ length: nodes }, () => 0)
  const of = (child: number) => (child >= 0 ? covers[child] : leafCover[-1 - child]) as number
  for (let node = nodes - 1; node >= 0; node--) {
    covers[node] = of(left[node] as number) + of(right[node] as number)
  }
  return covers
}
