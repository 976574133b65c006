import { ExprInvalid } from '../errors/expr-invalid.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from './forest.ts'
import { isOnGrid, largestSum } from './grid.ts'

/** A category is a number below this: it is an index, and sets of them are kept as bits. */
const mostCategories = 65_536

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
  const copy: Forest = Object.freeze({
    base: forest.base + 0,
    roots: frozen(forest.roots),
    feature: frozen(forest.feature),
    threshold: frozen(forest.threshold),
    flags: frozen(forest.flags),
    left: frozen(forest.left),
    right: frozen(forest.right),
    leaves: frozen(forest.leaves),
    sets: Object.freeze(forest.sets.map(frozen)),
  })
  checked.set(copy, neededInputs(copy, where))
  return copy
}

// Adding 0 makes -0 0.
function frozen(numbers: readonly number[]): readonly number[] {
  return Object.freeze(numbers.map(value => value + 0))
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
  let needed = 0
  for (let i = 0; i < feature.length; i++) {
    const [input, limit, flag] = [feature[i], threshold[i], flags[i]] as [number, number, number]
    const wrong = (name: string, value: number, wanted: string) =>
      new ExprInvalid({ where: `${where}.${name}[${i}]`, reason: `is ${value}, not ${wanted}` })
    if (!isIndex(input, 2 ** 31)) throw wrong('feature', input, 'the index of an input')
    if (!isIndex(flag, (MISSING_LEFT | CATEGORY) + 1)) throw wrong('flags', flag, 'a sum of flags')
    if ((flag & CATEGORY) !== 0) {
      if (!isIndex(limit, sets.length)) throw wrong('threshold', limit, `one of ${sets.length} sets`)
    } else if (!Number.isFinite(limit)) throw wrong('threshold', limit, 'finite')
    if (input >= needed) needed = input + 1
  }
  return needed
}

/** Each node and leaf is reached once; as children come after their parents, all are reached from a root. */
function checkReached({ roots, left, right, leaves }: Forest, where: string): void {
  const nodeReached = new Uint8Array(left.length)
  const leafReached = new Uint8Array(leaves.length)
  const reach = (child: number, parent: number, name: string, at: number) => {
    const leaf = -1 - child
    const [reached, i, least] = child >= 0 ? [nodeReached, child, parent + 1] : [leafReached, leaf, 0]
    const fail = (reason: string) => new ExprInvalid({ where: `${where}.${name}[${at}]`, reason })
    if (!isIndex(i, reached.length)) throw fail(`is ${child}, where there is no node and no leaf`)
    if (i < least) throw fail(`is ${child}; children come after their parents`)
    if (reached[i] === 1) throw fail(`is ${child}, which is reached before`)
    reached[i] = 1
  }
  for (let i = 0; i < roots.length; i++) reach(roots[i] as number, -1, 'roots', i)
  for (let i = 0; i < left.length; i++) {
    reach(left[i] as number, i, 'left', i)
    reach(right[i] as number, i, 'right', i)
  }
  const [node, leaf] = [nodeReached.indexOf(0), leafReached.indexOf(0)]
  if (node >= 0) throw new ExprInvalid({ where, reason: `node ${node} is never reached` })
  if (leaf >= 0) throw new ExprInvalid({ where, reason: `leaf ${leaf} is never reached` })
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length
}
