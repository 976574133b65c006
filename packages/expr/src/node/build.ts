import { ExprInvalid } from '../errors/expr-invalid.ts'
import type {
  BucketNode,
  CallNode,
  CaseNode,
  ColumnNode,
  DataType,
  ExprNode,
  InterpolateNode,
  LiteralNode,
  LookupNode,
  Op,
  Value,
} from './node.ts'
import { typeOf } from './type-of.ts'
import { ops } from './ops.ts'

/** A column of the input row. */
export function column(name: string, type: DataType): ColumnNode {
  return Object.freeze({ kind: 'column', name, type })
}

/** A constant; `type` is needed for missing values and timestamps. NaN is missing. */
export function literal(value: Value, type?: DataType): LiteralNode {
  const known = type ?? typeOfValue(value)
  const missing = typeof value === 'number' && Number.isNaN(value)
  return Object.freeze({ kind: 'literal', type: known, value: missing ? null : value })
}

/** An operation applied to arguments. Types are checked one level deep: arguments were checked when they were made. */
export function call(op: Op, ...args: readonly ExprNode[]): CallNode {
  const { args: wanted, variadic } = ops[op]
  const fits = variadic ? args.length >= wanted.length : args.length === wanted.length
  if (!fits)
    throw new ExprInvalid({ where: op, reason: `takes ${wanted.length} arguments, not ${args.length}` })
  const first = typeOf(args[0] as ExprNode)
  args.forEach((arg, i) => {
    const rule = wanted[Math.min(i, wanted.length - 1)]
    const needed = rule === 'same' ? first : (rule as DataType)
    const found = typeOf(arg)
    if (found !== needed)
      throw new ExprInvalid({ where: `${op}[${i}]`, reason: `is ${found}, but ${needed} is needed` })
  })
  return Object.freeze({ kind: 'call', op, args: Object.freeze([...args]) })
}

/** The first branch whose condition is true, else `otherwise`. */
export function caseOf(branches: CaseNode['branches'], otherwise: ExprNode): CaseNode {
  return Object.freeze({ kind: 'case', branches: Object.freeze([...branches]), otherwise })
}

/** A finite map; see {@link LookupNode}. */
export function lookup(fields: Omit<LookupNode, 'kind'>): LookupNode {
  return Object.freeze({ kind: 'lookup', ...fields })
}

/** A piecewise linear function; see {@link InterpolateNode}. */
export function interpolate(input: ExprNode, xs: readonly number[], ys: readonly number[]): InterpolateNode {
  return Object.freeze({ kind: 'interpolate', input, xs, ys })
}

/** The number of edges at or below the input. */
export function bucket(input: ExprNode, edges: readonly number[]): BucketNode {
  return Object.freeze({ kind: 'bucket', input, edges })
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

function typeOfValue(value: Value): DataType {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return 'number'
  throw new ExprInvalid({
    where: 'literal',
    reason: 'a missing constant needs a type: literal(null, "number")',
  })
}
