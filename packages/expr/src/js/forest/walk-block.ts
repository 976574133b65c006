import type { Forest } from '../../node/forest.ts'
import { layoutOf, type ForestLayout, type Tree } from './layout.ts'
import { fillPlanes, planeBuffer } from './planes.ts'

/** Rows that are walked at the same time. */
const together = 8
/** The most rows of a block. */
export const longestBlock = 128
/** Doubles of a block's planes: they stay in the processor's cache. */
const blockValues = 65_536

/** How many rows of a forest are walked at a time. */
export function walkedRows(forest: Forest): number {
  const fitting = Math.floor(blockValues / layoutOf(forest).planes.count / together) * together
  return Math.max(together, Math.min(longestBlock, fitting))
}

/** A forest for blocks by walking its trees, one after the other through eight rows at a time; see `blockForest`. */
export function walkedBlock(
  forest: Forest,
  inputs: Float64Array,
  results: Float64Array,
  width: number,
): (rows: number) => void {
  const layout = layoutOf(forest)
  const buffer = planeBuffer(layout.planes, inputs.length / width, width)
  const { values } = buffer
  const offset = layout.plane.map(plane => plane * width)
  return rows => {
    fillPlanes(buffer, inputs)
    results.fill(layout.base)
    for (const tree of layout.trees) addLeaves(layout, tree, { offset, values, results, rows })
  }
}

interface Block {
  /** Where the plane of each node begins in `values`. */
  readonly offset: Int32Array
  readonly values: Float64Array
  readonly results: Float64Array
  readonly rows: number
}

// Tree by tree, so that the nodes of a tree stay in the cache; written out for eight rows, as in walk-row.ts.
function addLeaves(
  { limit, kid }: ForestLayout,
  { root, depth }: Tree,
  { offset, values, results, rows }: Block,
): void {
  for (let r = 0; r < rows; r += together) {
    let a = root
    let b = root
    let c = root
    let d = root
    let e = root
    let f = root
    let g = root
    let h = root
    for (let step = depth; step > 0; step--) {
      const before = a + b + c + d + e + f + g + h
      a = (kid[a] as number) + +!((values[(offset[a] as number) + r] as number) <= (limit[a] as number))
      b = (kid[b] as number) + +!((values[(offset[b] as number) + r + 1] as number) <= (limit[b] as number))
      c = (kid[c] as number) + +!((values[(offset[c] as number) + r + 2] as number) <= (limit[c] as number))
      d = (kid[d] as number) + +!((values[(offset[d] as number) + r + 3] as number) <= (limit[d] as number))
      e = (kid[e] as number) + +!((values[(offset[e] as number) + r + 4] as number) <= (limit[e] as number))
      f = (kid[f] as number) + +!((values[(offset[f] as number) + r + 5] as number) <= (limit[f] as number))
      g = (kid[g] as number) + +!((values[(offset[g] as number) + r + 6] as number) <= (limit[g] as number))
      h = (kid[h] as number) + +!((values[(offset[h] as number) + r + 7] as number) <= (limit[h] as number))
      // All are at leaves: the rest of the depth is for other rows.
      if (a + b + c + d + e + f + g + h === before) break
    }
    results[r] = (results[r] as number) + (limit[a] as number)
    results[r + 1] = (results[r + 1] as number) + (limit[b] as number)
    results[r + 2] = (results[r + 2] as number) + (limit[c] as number)
    results[r + 3] = (results[r + 3] as number) + (limit[d] as number)
    results[r + 4] = (results[r + 4] as number) + (limit[e] as number)
    results[r + 5] = (results[r + 5] as number) + (limit[f] as number)
    results[r + 6] = (results[r + 6] as number) + (limit[g] as number)
    results[r + 7] = (results[r + 7] as number) + (limit[h] as number)
  }
}
