import { CATEGORY, MISSING_LEFT, type Forest } from '../../node/forest.ts'

/**
 * A forest laid out for traversal without branches: children of a node lie side by side, so that the next node is
 * `kid + (value <= limit ? 0 : 1)`. Values are read from planes, in which every node's question has become this
 * comparison: a plane is an input, an input with -∞ for missing, or 0 and 1 for whether it is outside a set. A leaf
 * reads plane 0, which holds -∞, leads to itself, and has its value as `limit`.
 */
export interface ForestLayout {
  readonly base: number
  readonly trees: readonly Tree[]
  readonly plane: Int32Array
  readonly limit: Float64Array
  readonly kid: Int32Array
  readonly planes: Planes
}

/** Where a tree begins, and the most steps to a leaf. */
export interface Tree {
  readonly root: number
  readonly depth: number
}

/** How planes are made of inputs. Numbers take the planes from 1 on, sets those after them. */
export interface Planes {
  readonly count: number
  /** The input of each plane. */
  readonly input: Int32Array
  /** Of planes of numbers: 1 where missing becomes -∞. */
  readonly missingLeft: Uint8Array
  /** The first plane of a set. */
  readonly firstSet: number
  /** The inputs that sets are asked about, each once. */
  readonly categoryInputs: Int32Array
  /** Of planes of sets: where their bits begin and how many words they have; bit 0 is missing, bit c + 1 category c. */
  readonly start: Int32Array
  readonly length: Int32Array
  readonly words: Int32Array
}

const layouts = new WeakMap<Forest, ForestLayout>()

/** The layout of a forest, made once for each. */
export function layoutOf(forest: Forest): ForestLayout {
  const known = layouts.get(forest)
  if (known !== undefined) return known
  const made = laidOut(forest)
  layouts.set(forest, made)
  return made
}

function laidOut(forest: Forest): ForestLayout {
  const { roots, left, right, feature, flags, threshold, leaves, base } = forest
  const size = feature.length + leaves.length
  const [plane, limit, kid] = [new Int32Array(size), new Float64Array(size), new Int32Array(size)]
  const { planes, planeOf } = planesOf(forest)
  let end = 0
  const trees = roots.map((first): Tree => {
    const root = end++
    let level: readonly (readonly [from: number, to: number])[] = [[first, root]]
    for (let depth = 0; ; depth++) {
      const below: (readonly [number, number])[] = []
      for (const [from, to] of level) {
        kid[to] = to
        if (from < 0) {
          limit[to] = leaves[-1 - from] as number
          continue
        }
        kid[to] = end
        plane[to] = planeOf[from] as number
        // A plane of a set is compared with 0.
        limit[to] = ((flags[from] as number) & CATEGORY) === 0 ? (threshold[from] as number) : 0
        below.push([left[from] as number, end], [right[from] as number, end + 1])
        end += 2
      }
      if (below.length === 0) return { root, depth }
      level = below
    }
  })
  return { base, trees, plane, limit, kid, planes }
}

interface Plane {
  readonly input: number
  readonly missingLeft: number
  readonly set: number
}

function planesOf({ feature, flags, threshold, sets }: Forest): {
  readonly planes: Planes
  readonly planeOf: Int32Array
} {
  const found = new Map<number, Plane>()
  const keys = feature.map((input, i) => {
    const [flag, limit] = [flags[i] as number, threshold[i] as number]
    const missingLeft = flag & MISSING_LEFT
    const set = (flag & CATEGORY) === 0 ? -1 : limit
    const key = (input * 2 + missingLeft) * (sets.length + 1) + set + 1
    if (!found.has(key)) found.set(key, { input, missingLeft, set })
    return key
  })
  const ordered = [...found].toSorted(([, a], [, b]) => Number(a.set >= 0) - Number(b.set >= 0))
  const numbers = new Map(ordered.map(([key], i) => [key, i + 1]))
  const list: readonly Plane[] = [{ input: 0, missingLeft: 0, set: -1 }, ...ordered.map(([, plane]) => plane)]
  const bits = list.map(({ set, missingLeft }) => (set < 0 ? [] : bitsOf(sets[set] ?? [], missingLeft)))
  let at = 0
  const start = Int32Array.from(bits, words => (at += words.length) - words.length)
  const words = new Int32Array(at)
  bits.forEach((some, i) => words.set(some, start[i]))
  const firstSet = list.findIndex(({ set }) => set >= 0)
  const planes = {
    count: list.length,
    input: Int32Array.from(list, ({ input }) => input),
    missingLeft: Uint8Array.from(list, ({ missingLeft }) => missingLeft),
    firstSet: firstSet < 0 ? list.length : firstSet,
    categoryInputs: Int32Array.from(new Set(list.filter(({ set }) => set >= 0).map(({ input }) => input))),
    start,
    length: Int32Array.from(bits, some => some.length),
    words,
  }
  return { planes, planeOf: Int32Array.from(keys, key => numbers.get(key) as number) }
}

function bitsOf(set: readonly number[], missing: number): Int32Array {
  const words = new Int32Array((((set.at(-1) ?? -1) + 1) >>> 5) + 1)
  words[0] = missing
  for (const category of set) (words[(category + 1) >>> 5] as number) |= 1 << ((category + 1) & 31)
  return words
}
