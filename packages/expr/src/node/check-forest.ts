import { ExprInvalid } from '../errors/expr-invalid.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from './forest.ts'
import { isOnGrid, largestSum } from './grid.ts'

/** A category is a number below this: it is an index, and sets of them are kept as bits. */
const mostCategories = 65_536
const mostInputs = 2 ** 31

// Forests are checked when built, parsed and put over other inputs; what was checked and frozen stays right.
const checked = new WeakMap<Forest, number>()

/**
 * Checks a forest over a number of inputs: arrays of one length, indices in range, children after their parents, each
 * node and leaf reached once, finite thresholds, leaves on a grid.
 *
 * @throws ExprInvalid naming the place and the reason.
 */
export function checkForest(forest: Forest, inputs: number, where: string): void {
  const needed = checked.get(forest) ?? neededInputs(forest, where)
  if (needed > inputs) {
    throw new ExprInvalid({ where, reason: `reads input ${needed - 1}, but there are ${inputs} inputs` })
  }
}

/** A frozen copy of a forest, checked once; a forest that is one is given back. */
export function checkedForest(forest: Forest, where: string): Forest {
  if (checked.has(forest)) return forest
  const { base, roots, feature, threshold, flags, left, right, leaves, sets } = forest
  const lists = { roots: copy(roots), feature: copy(feature), threshold: copy(threshold), flags: copy(flags) }
  return adoptedForest(
    { base, ...lists, left: copy(left), right: copy(right), leaves: copy(leaves), sets: sets.map(copy) },
    where,
  )
}

/** Checks and freezes a forest that nobody else holds. */
export function adoptedForest(forest: Forest, where: string): Forest {
  const needed = neededInputs(forest, where)
  for (const list of [...Object.values(forest), ...forest.sets]) Object.freeze(list)
  checked.set(forest, needed)
  return Object.freeze(forest)
}

/** A copy of numbers; adding 0 makes -0 0. */
function copy(numbers: readonly number[]): number[] {
  return numbers.map(value => value + 0)
}

/** Checks all but the number of inputs, which it gives. */
function neededInputs(forest: Forest, where: string): number {
  checkLengths(forest, where)
  forest.sets.forEach((set, i) => checkSet(set, `${where}.sets[${i}]`))
  const needed = checkNodes(forest, where)
  checkReached(forest, where)
  if (!isOnGrid(forest, largestSum(forest))) {
    throw new ExprInvalid({
      where: `${where}.leaves`,
      reason:
        'are on no common grid, so that sums would depend on their order; round them with onGrid(forest)',
    })
  }
  return needed
}

function checkLengths({ base, leaves, feature, threshold, flags, left, right }: Forest, where: string): void {
  const lengths = { threshold, flags, left, right }
  for (const [name, list] of Object.entries(lengths)) {
    if (list.length === feature.length) continue
    throw new ExprInvalid({ where, reason: `has ${feature.length} nodes but ${list.length} "${name}"` })
  }
  if (!Number.isFinite(base)) throw new ExprInvalid({ where: `${where}.base`, reason: `is ${base}` })
  const odd = leaves.findIndex(leaf => !Number.isFinite(leaf))
  if (odd >= 0) throw new ExprInvalid({ where: `${where}.leaves[${odd}]`, reason: `is ${leaves[odd]}` })
}

function checkSet(set: readonly number[], where: string): void {
  let before = -1
  for (const category of set) {
    if (!(Number.isInteger(category) && category > before && category < mostCategories)) {
      throw new ExprInvalid({
        where,
        reason: `holds ${category}; categories are whole numbers from 0 to ${mostCategories - 1}, ascending`,
      })
    }
    before = category
  }
}

/** Checks what each node reads and compares with; gives the number of inputs read. */
function checkNodes({ feature, threshold, flags, sets }: Forest, where: string): number {
  const wrong = (name: string, node: number, value: number, wanted: string) =>
    new ExprInvalid({ where: `${where}.${name}[${node}]`, reason: `is ${value}, not ${wanted}` })
  let needed = 0
  for (let i = 0; i < feature.length; i++) {
    const input = feature[i] as number
    const limit = threshold[i] as number
    const flag = flags[i] as number
    if (!isIndex(input, mostInputs)) throw wrong('feature', i, input, 'the index of an input')
    if (!isIndex(flag, (MISSING_LEFT | CATEGORY) + 1)) throw wrong('flags', i, flag, 'a sum of flags')
    if ((flag & CATEGORY) !== 0) {
      if (!isIndex(limit, sets.length)) throw wrong('threshold', i, limit, `one of ${sets.length} sets`)
    } else if (!Number.isFinite(limit)) throw wrong('threshold', i, limit, 'finite')
    if (input >= needed) needed = input + 1
  }
  return needed
}

/** Each node and leaf is reached once; as children come after their parents, all are reached from a root. */
function checkReached({ roots, left, right, leaves }: Forest, where: string): void {
  const reached = { nodes: new Uint8Array(left.length), leaves: new Uint8Array(leaves.length) }
  const reach = (child: number, parent: number, name: string, at: number) => {
    const list = child >= 0 ? reached.nodes : reached.leaves
    const i = child >= 0 ? child : -1 - child
    if (isIndex(i, list.length) && (child < 0 || child > parent) && list[i] === 0) list[i] = 1
    else throw new ExprInvalid({ where: `${where}.${name}[${at}]`, reason: unreachable(child, list, i) })
  }
  for (let i = 0; i < roots.length; i++) reach(roots[i] as number, -1, 'roots', i)
  for (let i = 0; i < left.length; i++) {
    reach(left[i] as number, i, 'left', i)
    reach(right[i] as number, i, 'right', i)
  }
  const [node, leaf] = [reached.nodes.indexOf(0), reached.leaves.indexOf(0)]
  if (node >= 0) throw new ExprInvalid({ where, reason: `node ${node} is never reached` })
  if (leaf >= 0) throw new ExprInvalid({ where, reason: `leaf ${leaf} is never reached` })
}

function unreachable(child: number, reached: Uint8Array, i: number): string {
  if (!isIndex(i, reached.length)) return `is ${child}, where there is no node and no leaf`
  return reached[i] === 1
    ? `is ${child}, which is reached before`
    : `is ${child}; children come after their parents`
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length
}
