import { CATEGORY, MISSING_LEFT, onGrid, type Forest } from '@sluice/expr'
import type { Boosted, Cover, Importance } from './boosted.ts'
import type { Grown } from './grown.ts'

/** The forest of an output and its cover. */
function forestOf(base: number, trees: readonly Grown[]): { readonly forest: Forest; readonly cover: Cover } {
  const sets: (readonly number[])[] = []
  const nodes = offsets(trees.map(tree => tree.column.length))
  const leaves = offsets(trees.map(tree => tree.leaves.length))
  const moved = (child: number, tree: number) =>
    child >= 0 ? child + (nodes[tree] as number) : child - (leaves[tree] as number)
  const forest: Forest = {
    base,
    roots: trees.map((tree, i) => moved(tree.column.length > 0 ? 0 : -1, i)),
    feature: trees.flatMap(tree => tree.column),
    threshold: trees.flatMap(tree =>
      tree.split.map(split => (typeof split === 'number' ? split : sets.push(split) - 1)),
    ),
    flags: trees.flatMap(tree =>
      tree.split.map(
        (split, node) =>
          (tree.missingLeft[node] === true ? MISSING_LEFT : 0) | (typeof split === 'number' ? 0 : CATEGORY),
      ),
    ),
    left: trees.flatMap((tree, i) => tree.left.map(child => moved(child, i))),
    right: trees.flatMap((tree, i) => tree.right.map(child => moved(child, i))),
    leaves: trees.flatMap(tree => tree.leaves),
    sets,
  }
  const cover = {
    nodes: trees.flatMap(tree => tree.nodeCover),
    leaves: trees.flatMap(tree => tree.leafCover),
  }
  return { forest: onGrid(forest), cover }
}

function offsets(lengths: readonly number[]): readonly number[] {
  let sum = 0
  return lengths.map(length => (sum += length) - length)
}

/** What each of `columns` columns did for the trees. */
function importanceOf(columns: number, trees: readonly Grown[]): Importance {
  const gain = Array.from({ length: columns }, () => 0)
  const splits = Array.from({ length: columns }, () => 0)
  for (const tree of trees) {
    tree.column.forEach((column, node) => {
      ;(gain[column] as number) += tree.gain[node] as number
      ;(splits[column] as number)++
    })
  }
  return { gain, splits }
}

/** Forests, covers and importance of the first `rounds` rounds. */
export function boostedOf(
  base: readonly number[],
  rounds: readonly (readonly Grown[])[],
  columns: number,
): Pick<Boosted, 'forests' | 'covers' | 'importance'> {
  const made = base.map((start, output) =>
    forestOf(
      start,
      rounds.map(trees => trees[output] as Grown),
    ),
  )
  return {
    forests: made.map(({ forest }) => forest),
    covers: made.map(({ cover }) => cover),
    importance: importanceOf(columns, rounds.flat()),
  }
}
