import type { Forest } from '../../node/forest.ts'

/** Leaves of a part: a bit of a word each. */
export const partLeaves = 32

/**
 * A forest as parts of at most 32 leaves whose values add up to the forest's. A tree that has more is cut into
 * subtrees; each keeps the nodes on its way from the root, and what branches off them has the value -0, which changes
 * no sum. The exit leaf of a part is the lowest bit that is left after every node that sends a row right has cleared
 * the leaves to its left (QuickScorer, Lucchese et al. 2015).
 */
export interface Parts {
  readonly count: number
  /** The forest's base and trees that are a single leaf. */
  readonly base: number
  /** By part and bit. */
  readonly leaves: Float64Array
  readonly nodes: readonly PartNode[]
}

/** A node of a part, and the leaves that remain when it sends a row right. */
export interface PartNode {
  readonly part: number
  readonly node: number
  readonly remaining: number
}

/** Cuts a forest into parts; undefined where a tree with many leaves is deeper than a part can be. */
export function partsOf(forest: Forest): Parts | undefined {
  const { roots, leaves, base } = forest
  const shape = shapeOf(forest)
  if (shape === undefined) return undefined
  const starts = [...roots.filter(root => root >= 0), ...shape.cut]
  const single = roots.filter(root => root < 0).map(root => leaves[-1 - root] as number)
  const values = new Float64Array(starts.length * partLeaves).fill(-0)
  const nodes: PartNode[] = []
  starts.forEach((start, part) => place(forest, shape, { start, part, values, nodes }))
  return { count: starts.length, base: single.reduce((sum, leaf) => sum + leaf, base), leaves: values, nodes }
}

interface Shape {
  readonly parent: Int32Array
  /** Leaves below each node; a subtree that was cut off counts as one. */
  readonly size: Int32Array
  readonly isCut: Uint8Array
  readonly cut: readonly number[]
}

function shapeOf({ left, right }: Forest): Shape | undefined {
  const count = left.length
  const [parent, depth] = [new Int32Array(count).fill(-1), new Int32Array(count)]
  const reach = (child: number, from: number) => {
    if (child < 0) return
    parent[child] = from
    depth[child] = (depth[from] as number) + 1
  }
  for (let i = 0; i < count; i++) {
    reach(left[i] as number, i)
    reach(right[i] as number, i)
  }
  const [size, isCut] = [new Int32Array(count), new Uint8Array(count)]
  const cut: number[] = []
  for (let i = count - 1; i >= 0; i--) {
    const a = left[i] as number
    const b = right[i] as number
    const ofA = a < 0 ? 1 : (size[a] as number)
    const ofB = b < 0 ? 1 : (size[b] as number)
    size[i] = ofA + ofB
    // A node's ancestors each add the leaf that stands for their other side.
    if (ofA + ofB + (depth[i] as number) <= partLeaves) continue
    const larger = ofA >= ofB ? a : b
    if (larger < 0) return undefined
    size[i] = Math.min(ofA, ofB) + 1
    isCut[larger] = 1
    cut.push(larger)
  }
  return { parent, size, isCut, cut }
}

interface Place {
  readonly start: number
  readonly part: number
  readonly values: Float64Array
  readonly nodes: PartNode[]
}

/** Adds the nodes of the part that begins at node `start`, and its leaves. */
function place(forest: Forest, shape: Shape, { start, part, values, nodes }: Place): void {
  const { left, right, leaves } = forest
  const { size, isCut } = shape
  const open: number[] = [start, placeWay(forest, shape, { start, part, values, nodes })]
  const reach = (child: number, first: number): number => {
    if (child < 0) values[part * partLeaves + first] = leaves[-1 - child] as number
    if (child < 0 || isCut[child] === 1) return 1
    open.push(child, first)
    return size[child] as number
  }
  while (open.length > 0) {
    const first = open.pop() as number
    const node = open.pop() as number
    const width = reach(left[node] as number, first)
    reach(right[node] as number, first + width)
    nodes.push({ part, node, remaining: without(first, width) })
  }
}

/** Adds the nodes above a subtree that was cut off, and tells the number of its first leaf. */
function placeWay({ left }: Forest, { parent, size, isCut }: Shape, { start, part, nodes }: Place): number {
  const way: number[] = []
  if (isCut[start] === 1) {
    for (let at = parent[start] as number; at >= 0; at = parent[at] as number) way.unshift(at)
  }
  let first = 0
  let width = (size[start] as number) + way.length
  way.forEach((node, i) => {
    width -= 1
    const isLeft = left[node] === (way[i + 1] ?? start)
    nodes.push({ part, node, remaining: isLeft ? without(first, width) : without(first++, 1) })
  })
  return first
}

/** All bits but `count` from `first` on; `count` is at most 31. */
function without(first: number, count: number): number {
  return ~(((1 << count) - 1) << first)
}
