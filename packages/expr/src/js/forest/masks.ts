import type { Forest } from '../../node/forest.ts'
import { intervalsOf, type Intervals, type SetNode } from './intervals.ts'
import { partLeaves, partsOf, type PartNode } from './parts.ts'

/** Parts whose words are combined together: four vectors of 128 bits, a line of the cache. */
export const groupParts = 16
const mostBytes = 8 * 2 ** 20

/**
 * A forest as bit masks. For every input and every interval of it a row of words, one for each part: the leaves that
 * remain after all nodes that read the input. ANDed over the inputs, the lowest bit of each word is the part's leaf.
 */
export interface Masks {
  readonly base: number
  /** Groups of 16 parts; those behind the last part have one leaf, -0. */
  readonly groups: number
  readonly inputs: readonly MaskInput[]
  /** By group, row and part: `groups` × `rows` × 16. */
  readonly table: Int32Array
  readonly rows: number
  /** By part and bit. */
  readonly leaves: Float64Array
}

/** An input and how its value leads to a row of the table. */
export interface MaskInput {
  readonly input: number
  /** Ascending, filled up with NaN, which no value reaches, to a power of two less one. */
  readonly limits: Float64Array
  /** The row for each number of limits that are reached; the first is for missing. */
  readonly rows: Int32Array
}

/** The masks of a forest; undefined where no tree has a node, they would be too large, or a tree is too deep. */
export function masksOf(forest: Forest): Masks | undefined {
  const parts = partsOf(forest)
  if (parts === undefined || parts.count === 0) return undefined
  const groups = Math.ceil(parts.count / groupParts)
  const most = Math.floor(mostBytes / (4 * groupParts * groups))
  const intervals = intervalsOf(forest, parts, most)
  if (intervals === undefined) return undefined
  const leaves = new Float64Array(groups * groupParts * partLeaves).fill(-0)
  leaves.set(parts.leaves)
  const rows = intervals.reduce((sum, one) => sum + rowsOf(one), 0)
  if (rows > most) return undefined
  const table = new Table(rows, groups * groupParts)
  const inputs = intervals.map(one => maskInput(one, table))
  return { base: parts.base, groups, inputs, table: table.words, rows, leaves }
}

/** A table under construction: rows are made of copies of rows. */
class Table {
  readonly words: Int32Array
  readonly #width: number
  #rows = 0

  constructor(rows: number, width: number) {
    this.words = new Int32Array(rows * width)
    this.#width = width
  }

  /** Adds a row with the leaves of another that remain when these nodes send a row right, and tells its number. */
  add(nodes: readonly PartNode[], of?: number): number {
    const { words } = this
    const to = this.#rows * this.#width
    if (of === undefined) words.fill(-1, to, to + this.#width)
    else words.copyWithin(to, of * this.#width, (of + 1) * this.#width)
    for (const node of nodes) this.clear(this.#rows, node)
    return this.#rows++
  }

  /** Clears the leaves of a row that do not remain when a node sends it right. */
  clear(row: number, { part, remaining }: PartNode): void {
    const at = row * this.#width + part
    this.words[at] = (this.words[at] as number) & remaining
  }
}

/** One for missing, one or two where a number changes what is left, one for each category. */
function rowsOf({ passed, sets, categories }: Intervals): number {
  const changes = passed.reduce((sum, nodes, i) => sum + (i === 0 || nodes.length > 0 ? 1 : 0), 0)
  return 1 + (sets.length === 0 ? 1 : 2) * changes + categories.length
}

function maskInput(intervals: Intervals, table: Table): MaskInput {
  const { input, limits, passed, sets, categories, missing } = intervals
  const size = 2 ** Math.ceil(Math.log2(limits.length + 1))
  const filled = new Float64Array(size - 1).fill(Number.NaN)
  filled.set(limits)
  const rows = new Int32Array(size)
  rows[0] = table.add(missing)
  const ofCategories = new Int32Array(categories.length)
  // What numbers leave, and what is left of it for a category that is in no set.
  let running: number | undefined
  let outside = 0
  let next = 0
  for (let i = 0; i < limits.length; i++) {
    const nodes = passed[i] as readonly PartNode[]
    if (i === 0 || nodes.length > 0) {
      running = table.add(nodes, running)
      outside = sets.length === 0 ? running : table.add(sets, running)
    }
    if (limits[i] === categories[next]) rows[i + 1] = ofCategories[next++] = table.add([], running)
    else rows[i + 1] = outside
  }
  for (const node of sets) clearOthers(node, { categories, rows: ofCategories, table })
  return { input, limits: filled, rows }
}

interface CategoryRows {
  readonly categories: Float64Array
  readonly rows: Int32Array
  readonly table: Table
}

/** Clears what is lost in the rows of all categories that a node does not send left; both lists ascend. */
function clearOthers(node: SetNode, { categories, rows, table }: CategoryRows): void {
  const { set } = node
  let at = 0
  for (let i = 0; i < categories.length; i++) {
    const category = categories[i] as number
    while ((set[at] as number) < category) at++
    if (set[at] !== category) table.clear(rows[i] as number, node)
  }
}
