import { ExprInvalid } from '../errors/expr-invalid.ts'
import { checkNode } from './check.ts'
import { checkedForest } from './check-forest.ts'
import type { Forest } from './forest.ts'
import type {
  BucketNode,
  CallNode,
  CaseNode,
  ColumnNode,
  DataType,
  ExprNode,
  ForestNode,
  InterpolateNode,
  LiteralNode,
  LookupNode,
  Op,
  Value,
} from './node.ts'

/** A column of the input row. */
export function column(name: string, type: DataType): ColumnNode {
  return made({ kind: 'column', name, type }, `column "${name}"`)
}

/**
 * A constant; a missing one and a timestamp need their type. There is no negative zero and no infinity among
 * constants, because JSON cannot hold them: `-0` becomes `0`, infinities are refused.
 */
export function literal(value: Value, type: DataType = typeOfValue(value)): LiteralNode {
  return made({ kind: 'literal', type, value: withoutNegativeZero(value) }, 'literal')
}

/** An operation applied to arguments. */
export function call(op: Op, ...args: readonly ExprNode[]): CallNode {
  return made({ kind: 'call', op, args: Object.freeze([...args]) }, 'call')
}

/** SQL's CASE: the first branch whose condition is true (neither false nor missing), else `otherwise`. */
export function caseOf(branches: CaseNode['branches'], otherwise: ExprNode): CaseNode {
  const frozen = branches.map(({ when, then }) => Object.freeze({ when, then }))
  return made({ kind: 'case', branches: Object.freeze(frozen), otherwise }, 'case')
}

/** A finite map; see {@link LookupNode}. */
export function lookup(fields: Omit<LookupNode, 'kind'>): LookupNode {
  const { input, type, keys, values, missing, unknown } = fields
  return made(
    {
      kind: 'lookup',
      input,
      type,
      keys: Object.freeze(keys.map(withoutNegativeZero)),
      values: Object.freeze(values.map(withoutNegativeZero)),
      missing: withoutNegativeZero(missing),
      unknown: withoutNegativeZero(unknown),
    },
    'lookup',
  )
}

/** A piecewise linear function; see {@link InterpolateNode}. */
export function interpolate(input: ExprNode, xs: readonly number[], ys: readonly number[]): InterpolateNode {
  const numbers = (list: readonly number[]) => Object.freeze(list.map(withoutNegativeZero))
  return made({ kind: 'interpolate', input, xs: numbers(xs), ys: numbers(ys) }, 'interpolate')
}

/** The number of edges at or below the input; see {@link BucketNode}. */
export function bucket(input: ExprNode, edges: readonly number[]): BucketNode {
  return made({ kind: 'bucket', input, edges: Object.freeze(edges.map(withoutNegativeZero)) }, 'bucket')
}

/**
 * Decision trees over inputs, added up; see {@link Forest}. The forest is checked and copied.
 *
 * @throws ExprInvalid naming the array and the index that do not fit; leaves off the grid are put on it by `onGrid`.
 */
export function forest(inputs: readonly ExprNode[], trees: Forest): ForestNode {
  const checked = checkedForest(trees, 'forest')
  return made({ kind: 'forest', inputs: Object.freeze([...inputs]), forest: checked }, 'forest')
}

const groupSize = 32

/**
 * A sum of many terms in a fixed order: from the left in groups of 32, the sums of the groups summed the same way.
 * Engines limit the depth of an expression, and a fixed order keeps the bits.
 */
export function sumOf(terms: readonly ExprNode[]): ExprNode {
  if (terms.length === 0) return literal(0)
  if (terms.length <= groupSize) return terms.reduce((sum, term) => call('add', sum, term))
  const groups = Array.from({ length: Math.ceil(terms.length / groupSize) }, (_, i) =>
    sumOf(terms.slice(i * groupSize, (i + 1) * groupSize)),
  )
  return sumOf(groups)
}

function made<N extends ExprNode>(node: N, where: string): N {
  checkNode(node, where)
  return Object.freeze(node)
}

function withoutNegativeZero<V extends Value>(value: V): V {
  return value === 0 ? (0 as V) : value
}

function typeOfValue(value: Value): DataType {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return 'number'
  throw new ExprInvalid({
    where: 'literal',
    reason: 'a missing constant needs a type: literal(null, "number")',
  })
}
