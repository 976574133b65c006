import { SqlTooLarge } from '../errors/sql-too-large.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from '../node/forest.ts'
import type { Dialect } from './dialect.ts'
import { joined, type SqlTree } from './tree.ts'

/** Parsers of databases go down one or two calls for each level. */
const deepest = 250
/** Terms of a sum are nested, so long sums are sums of sums. */
const groupSize = 32

/**
 * A forest as a sum of CASEs. A comparison with NULL is not true, so a row without a value takes the ELSE: it holds the
 * side that the missing ones go to.
 *
 * @throws SqlTooLarge when the text has more characters than `budget`, or a tree is too deep.
 */
export function forestSql(
  dialect: Dialect,
  forest: Forest,
  inputs: readonly SqlTree[],
  budget: number,
): SqlTree {
  checkDepth(forest)
  const state = { dialect, forest, inputs, budget, characters: 0 }
  const trees = forest.roots.map((root): SqlTree => {
    const pieces: (string | SqlTree)[] = []
    writeTree(state, root, pieces)
    return { pieces, atom: false }
  })
  const base: SqlTree = { pieces: [dialect.number(forest.base)], atom: true }
  return flattened(sum([base, ...trees]), new Set(inputs))
}

interface State {
  readonly dialect: Dialect
  readonly forest: Forest
  readonly inputs: readonly SqlTree[]
  readonly budget: number
  characters: number
}

function writeTree(state: State, child: number, pieces: (string | SqlTree)[]): void {
  const { dialect, forest, budget } = state
  const add = (...some: readonly (string | SqlTree)[]) => {
    for (const piece of some) state.characters += typeof piece === 'string' ? piece.length : shortestName
    pieces.push(...some)
    if (state.characters > budget) {
      throw new SqlTooLarge({ measure: 'characters', size: state.characters, budget })
    }
  }
  if (child < 0) return add(dialect.number(forest.leaves[-1 - child] as number))
  const missingLeft = ((forest.flags[child] as number) & MISSING_LEFT) !== 0
  const [left, right] = [forest.left[child] as number, forest.right[child] as number]
  add('CASE WHEN ', ...question(state, child, missingLeft), ' THEN ')
  writeTree(state, missingLeft ? right : left, pieces)
  add(' ELSE ')
  writeTree(state, missingLeft ? left : right, pieces)
  add(' END')
}

const shortestName = 8

/** Whether a value goes left; where missing ones go left too, whether it goes right. */
function question(
  { dialect, forest, inputs }: State,
  node: number,
  isNegated: boolean,
): readonly (string | SqlTree)[] {
  const input = inputs[forest.feature[node] as number] as SqlTree
  const limit = forest.threshold[node] as number
  if (((forest.flags[node] as number) & CATEGORY) === 0) {
    return [input, isNegated ? ' > ' : ' <= ', dialect.number(limit)]
  }
  const set = forest.sets[limit] ?? []
  if (set.length === 0) return isNegated ? [input, ' IS NOT NULL'] : ['FALSE']
  const { pieces } = dialect.isOneOf(input, set.map(dialect.number))
  return isNegated ? ['NOT (', ...pieces, ')'] : pieces
}

function sum(terms: readonly SqlTree[]): SqlTree {
  if (terms.length <= groupSize) {
    return { pieces: ['(', ...joined(terms, ' + ').pieces, ')'], atom: false }
  }
  const groups = Array.from({ length: Math.ceil(terms.length / groupSize) }, (_, i) =>
    sum(terms.slice(i * groupSize, (i + 1) * groupSize)),
  )
  return sum(groups)
}

/** One list of pieces with the inputs in it, so that each is seen to be repeated and is computed once. */
function flattened(root: SqlTree, inputs: ReadonlySet<SqlTree>): SqlTree {
  const pieces: (string | SqlTree)[] = []
  const visit = (part: string | SqlTree): void => {
    if (typeof part === 'string' || inputs.has(part)) pieces.push(part)
    else part.pieces.forEach(visit)
  }
  visit(root)
  return { pieces, atom: false }
}

function checkDepth({ left, right }: Forest): void {
  const levels = new Int32Array(left.length)
  for (let node = 0; node < left.length; node++) {
    const level = (levels[node] as number) + 1
    if (level > deepest) throw new SqlTooLarge({ measure: 'levels', size: level, budget: deepest })
    for (const child of [left[node] as number, right[node] as number]) if (child >= 0) levels[child] = level
  }
}
