import { nextUp } from '../../node/double-bits.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from '../../node/forest.ts'
import type { PartNode, Parts } from './parts.ts'

/**
 * What all nodes ask of an input, as intervals of numbers in which every node answers the same: `limits` ascend from
 * -∞, and a value lies in the interval of the last limit that it reaches. A missing one reaches none.
 */
export interface Intervals {
  readonly input: number
  readonly limits: Float64Array
  /** By limit: the nodes that send right what reaches it. */
  readonly passed: readonly (readonly PartNode[])[]
  readonly sets: readonly SetNode[]
  /** The categories that are in a set, ascending. */
  readonly categories: Float64Array
  /** The nodes that send right what is missing. */
  readonly missing: readonly PartNode[]
}

/** A node of a part, and the categories that it sends left. */
export interface SetNode extends PartNode {
  readonly set: readonly number[]
}

interface Questions {
  readonly nodes: PartNode[]
  readonly limits: number[]
  readonly sets: SetNode[]
  readonly missing: PartNode[]
}

/** The intervals of every input that a node reads; undefined where they have more than `most` limits. */
export function intervalsOf(forest: Forest, parts: Parts, most: number): readonly Intervals[] | undefined {
  const all: Intervals[] = []
  let count = 0
  for (const [input, questions] of questionsOf(forest, parts)) {
    const categories = categoriesOf(questions, most)
    const limits = limitsOf(questions, categories)
    count += limits.length
    if (count > most) return undefined
    const { nodes, sets, missing } = questions
    const passed = Array.from(limits, (): PartNode[] => [])
    nodes.forEach((node, i) => passed[lastReached(limits, questions.limits[i] as number)]?.push(node))
    all.push({ input, limits, passed, sets, categories, missing })
  }
  return all
}

function questionsOf(
  { feature, flags, threshold, sets }: Forest,
  { nodes }: Parts,
): ReadonlyMap<number, Questions> {
  const all = new Map<number, Questions>()
  for (const node of nodes) {
    const input = feature[node.node] as number
    const questions = all.get(input) ?? { nodes: [], limits: [], sets: [], missing: [] }
    all.set(input, questions)
    const flag = flags[node.node] as number
    const limit = threshold[node.node] as number
    if ((flag & MISSING_LEFT) === 0) questions.missing.push(node)
    if ((flag & CATEGORY) === 0) {
      questions.nodes.push(node)
      questions.limits.push(nextUp(limit))
    } else questions.sets.push({ ...node, set: sets[limit] ?? [] })
  }
  return all
}

/** Categories are below it. */
const mostCategories = 65_536

/** The categories that are in a set, ascending; not many more than `most`. */
function categoriesOf({ sets }: Questions, most: number): Float64Array {
  const found: number[] = []
  const isFound = new Uint8Array(sets.length === 0 ? 0 : mostCategories)
  for (const { set } of sets) {
    for (const category of set) {
      if (isFound[category] === 0) found.push(category)
      isFound[category] = 1
    }
    if (found.length > most) break
  }
  return Float64Array.from(found).toSorted()
}

/** The least numbers that go right, and where each category begins and ends. */
function limitsOf({ limits }: Questions, categories: Float64Array): Float64Array {
  const found = new Float64Array(1 + limits.length + 2 * categories.length)
  found[0] = -Infinity
  found.set(limits, 1)
  found.set(categories, 1 + limits.length)
  found.set(categories.map(nextUp), 1 + limits.length + categories.length)
  found.sort()
  // Both zeros are one limit.
  return found.filter((limit, i) => limit !== found[i - 1])
}

function lastReached(limits: Float64Array, value: number): number {
  let from = 0
  let to = limits.length
  while (to - from > 1) {
    const middle = (from + to) >> 1
    if ((limits[middle] as number) <= value) from = middle
    else to = middle
  }
  return from
}
