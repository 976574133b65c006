import type { Forest } from './forest.ts'

/**
 * The four types a value can have once it is inside a pipeline.
 *
 * - `number`: IEEE double. NaN is the same as missing.
 * - `text`: Unicode, compared by code point.
 * - `boolean`: three-valued, as in SQL.
 * - `timestamp`: an instant; in JavaScript a number of microseconds since 1970 UTC.
 */
export type DataType = 'number' | 'text' | 'boolean' | 'timestamp'

/** A value of a literal or of a lookup table; `null` is missing. */
export type Value = number | string | boolean | null

/** A column of the input row, bound by name and type. */
export interface ColumnNode {
  readonly kind: 'column'
  readonly name: string
  readonly type: DataType
}

/** A constant. A NaN number is not a literal: use `null`. */
export interface LiteralNode {
  readonly kind: 'literal'
  readonly type: DataType
  readonly value: Value
}

/** An operation of the table in `ops.ts` applied to arguments. */
export interface CallNode {
  readonly kind: 'call'
  readonly op: Op
  readonly args: readonly ExprNode[]
}

/** SQL's searched CASE: the first branch whose condition is true (not missing) wins. */
export interface CaseNode {
  readonly kind: 'case'
  readonly branches: readonly { readonly when: ExprNode; readonly then: ExprNode }[]
  readonly otherwise: ExprNode
}

/** A finite map: `keys[i]` gives `values[i]`; a missing input gives `missing`, any other input `unknown`. */
export interface LookupNode {
  readonly kind: 'lookup'
  readonly input: ExprNode
  readonly type: DataType
  readonly keys: readonly (number | string | boolean)[]
  readonly values: readonly Value[]
  readonly missing: Value
  readonly unknown: Value
}

/**
 * Piecewise linear function through (`xs[i]`, `ys[i]`), `xs` strictly ascending, constant outside the ends:
 * `slope = (y1 - y0) / (x1 - x0); slope * (x - x0) + y0`, with the slope computed once, when compiled.
 * An input that equals a knot gives that knot's `y`.
 */
export interface InterpolateNode {
  readonly kind: 'interpolate'
  readonly input: ExprNode
  readonly xs: readonly number[]
  readonly ys: readonly number[]
}

/** The number of `edges` (strictly ascending) that are less than or equal to the input: bins are `[e_i, e_i+1)`. */
export interface BucketNode {
  readonly kind: 'bucket'
  readonly input: ExprNode
  readonly edges: readonly number[]
}

/** Decision trees over inputs, added up; see {@link Forest}. A missing input follows the node's flag: it has a value always. */
export interface ForestNode {
  readonly kind: 'forest'
  /** All numbers; a category is given by its index. */
  readonly inputs: readonly ExprNode[]
  readonly forest: Forest
}

/** A row-level expression: frozen plain data, serialisable as JSON, compiled to SQL and to JavaScript. */
export type ExprNode =
  | ColumnNode
  | LiteralNode
  | CallNode
  | CaseNode
  | LookupNode
  | InterpolateNode
  | BucketNode
  | ForestNode

/** Names of the operations; `ops.ts` gives each its argument types, its result type and whether it is exact. */
export type Op =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'negate'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'exp'
  | 'ln'
  | 'log1p'
  | 'sigmoid'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessOrEqual'
  | 'greater'
  | 'greaterOrEqual'
  | 'and'
  | 'or'
  | 'not'
  | 'isMissing'
  | 'coalesce'
  | 'smallest'
  | 'largest'
  | 'lower'
  | 'concat'
  | 'length'
  | 'words'
  | 'occurrences'
  | 'hash'
  | 'toNumber'
  | 'year'
  | 'month'
  | 'dayOfMonth'
  | 'dayOfWeek'
  | 'dayOfYear'
  | 'hour'
  | 'minute'
  | 'daysBetween'
