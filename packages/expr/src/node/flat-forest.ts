import { lastBitOf } from './double-bits.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from './forest.ts'

/** A forest as typed arrays, with its sets as bits. */
export interface FlatForest {
  readonly base: number
  readonly roots: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly flags: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly leaves: Float64Array
  /** Of a category node: where the words of its set begin in `words`, and the first category that the set can hold. */
  readonly wordsAt: Int32Array
  readonly words: Int32Array
  /** The tree that each node belongs to. */
  readonly tree: Int32Array
  /** The most nodes between a root and a leaf. */
  readonly depth: number
}

const flats = new WeakMap<Forest, FlatForest>()

/** A forest as typed arrays, made once for each forest. */
export function flatForest(forest: Forest): FlatForest {
  const known = flats.get(forest)
  if (known !== undefined) return known
  const flat = flattened(forest)
  flats.set(forest, flat)
  return flat
}

function flattened(forest: Forest): FlatForest {
  const { base, roots, feature, threshold, flags, left, right, leaves } = forest
  return {
    base,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    flags: Uint8Array.from(flags),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    leaves: Float64Array.from(leaves),
    ...bitsOf(forest),
    ...placesOf(forest),
  }
}

/** The words of all sets one after the other, each set preceded by its number of words. */
function bitsOf({ threshold, flags, sets }: Forest): Pick<FlatForest, 'wordsAt' | 'words'> {
  const words: number[] = []
  const starts = sets.map(set => {
    const bits = wordsOf(set)
    return words.push(bits.length, ...bits) - bits.length - 1
  })
  const wordsAt = threshold.map((set, i) => ((flags[i] as number) & CATEGORY ? (starts[set] as number) : 0))
  return { wordsAt: Int32Array.from(wordsAt), words: Int32Array.from(words) }
}

/** Bit `c % 32` of word `c / 32` is set for each category `c` of a set. */
export function wordsOf(set: readonly number[]): readonly number[] {
  const words = Array.from<number>({
    length: set.length === 0 ? 0 : ((set.at(-1) as number) >>> 5) + 1,
  }).fill(0)
  for (const category of set) (words[category >>> 5] as number) |= 1 << (category & 31)
  return words
}

function placesOf({ roots, left, right }: Forest): Pick<FlatForest, 'tree' | 'depth'> {
  const tree = new Int32Array(left.length)
  const levels = new Int32Array(left.length)
  let depth = 0
  roots.forEach((root, i) => {
    if (root >= 0) tree[root] = i
  })
  for (let i = 0; i < left.length; i++) {
    const level = (levels[i] as number) + 1
    if (level > depth) depth = level
    for (const child of [left[i] as number, right[i] as number]) {
      if (child < 0) continue
      tree[child] = tree[i] as number
      levels[child] = level
    }
  }
  return { tree, depth }
}

/** Whether a node sends a value to the left. */
export function goesLeft(flat: FlatForest, node: number, value: number): boolean {
  const flag = flat.flags[node] as number
  if (Number.isNaN(value)) return (flag & MISSING_LEFT) !== 0
  if ((flag & CATEGORY) === 0) return value <= (flat.threshold[node] as number)
  const start = flat.wordsAt[node] as number
  const category = value | 0
  if (category !== value || category < 0 || category >>> 5 >= (flat.words[start] as number)) return false
  return (((flat.words[start + 1 + (category >>> 5)] as number) >>> (category & 31)) & 1) === 1
}

/** The leaf, counted from 0, that a row of inputs reaches from a root. */
export function leafOf(flat: FlatForest, root: number, inputs: ArrayLike<number>): number {
  let at = root
  while (at >= 0) {
    const left = goesLeft(flat, at, inputs[flat.feature[at] as number] as number)
    at = (left ? flat.left[at] : flat.right[at]) as number
  }
  return -1 - at
}

/** The sum of the base and the leaves that a row of inputs reaches. */
export function forestValue(flat: FlatForest, inputs: ArrayLike<number>): number {
  let sum = flat.base
  for (const root of flat.roots) sum += flat.leaves[leafOf(flat, root, inputs)] as number
  return sum
}

/** Between what the value of a forest lies, and the power of two that it is a multiple of. */
export function forestRange({ base, leaves, roots, tree, left, right }: FlatForest): {
  readonly min: number
  readonly max: number
  readonly lastBit: number
} {
  const least = new Float64Array(roots.length).fill(Infinity)
  const most = new Float64Array(roots.length).fill(-Infinity)
  let lastBit = base === 0 ? 1023 : lastBitOf(base)
  const see = (child: number, i: number) => {
    if (child >= 0) return
    const leaf = leaves[-1 - child] as number
    if (leaf !== 0) lastBit = Math.min(lastBit, lastBitOf(leaf))
    least[i] = Math.min(least[i] as number, leaf)
    most[i] = Math.max(most[i] as number, leaf)
  }
  roots.forEach(see)
  for (let i = 0; i < left.length; i++) {
    see(left[i] as number, tree[i] as number)
    see(right[i] as number, tree[i] as number)
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, base)
  return { min: sum(least), max: sum(most), lastBit }
}
