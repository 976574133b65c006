import { ExprInvalid } from '../errors/expr-invalid.ts'
import { call, column, literal } from '../node/build.ts'
import type { DataType, ExprNode, Op } from '../node/node.ts'
import { typeOf } from '../node/type-of.ts'
import type { ColumnRefs, Expr } from './expr.ts'

/** What expressions are compared and combined with. */
export type Operand = Expr<unknown> | number | string | boolean | Date

/** A bare column has no type of its own until something gives it one. */
type Source = { readonly node: ExprNode } | { readonly column: string; readonly type?: DataType }

/**
 * References to the columns of rows `R`. At run time a column's type follows from what is done with it: `plus` makes
 * it a number, `lower` a text; `nodeOf` names the type of a bare one.
 */
export function columnRefs<R>(): ColumnRefs<R> {
  return new Proxy(
    {},
    { get: (_target, name) => (typeof name === 'string' ? new Built({ column: name }) : undefined) },
  ) as ColumnRefs<R>
}

/** The same column with its type said, for what does not tell it: `typed(c.region, 'text').isMissing()`. */
export function typed<E extends Expr<unknown>>(expr: E, type: DataType): E {
  const { source } = built(expr)
  if ('node' in source) return exprOf<E>(nodeOf(expr, type))
  return new Built({ column: source.column, type }) as unknown as E
}

/**
 * The node of an expression. `type` gives a bare column its type.
 *
 * @throws ExprInvalid for a bare column without a type, or an expression of another type.
 */
export function nodeOf(expr: Expr<unknown>, type?: DataType): ExprNode {
  const { source } = built(expr)
  if ('node' in source) {
    const found = typeOf(source.node)
    if (type !== undefined && found !== type) {
      throw new ExprInvalid({ where: 'operand', reason: `is ${found}, but ${type} is needed` })
    }
    return source.node
  }
  const known = type ?? source.type
  if (known === undefined) {
    throw new ExprInvalid({
      where: `column "${source.column}"`,
      reason: `has no known type here; say it: typed(column, "number")`,
    })
  }
  return column(source.column, known)
}

/** The name of a bare column reference; undefined for anything computed. */
export function columnName(expr: Expr<unknown>): string | undefined {
  const { source } = built(expr)
  return 'column' in source ? source.column : undefined
}

/** An expression from a node. */
export function exprOf<E extends Expr<unknown>>(node: ExprNode): E {
  return new Built({ node }) as unknown as E
}

/** True for expressions made by this package. */
export function isExpr(value: unknown): value is Expr<unknown> {
  return value instanceof Built
}

/** The node of an operand; `type` is for bare columns. */
export function operandNode(value: Operand, type: DataType | undefined): ExprNode {
  if (isExpr(value)) return nodeOf(value, type)
  return value instanceof Date ? literal(value.getTime() * 1000, 'timestamp') : literal(value)
}

/** The type of an operand; undefined for a bare column. */
export function operandType(value: Operand): DataType | undefined {
  if (!isExpr(value)) return typeOf(operandNode(value, undefined))
  const { source } = built(value)
  return 'node' in source ? typeOf(source.node) : source.type
}

function built(expr: Expr<unknown>): Built {
  if (!(expr instanceof Built)) throw new ExprInvalid({ where: 'operand', reason: 'is no expression' })
  return expr
}

/**
 * All methods of all types over one node: the interfaces in `expr.ts` show each type its own. The only place where
 * types are looser than the value.
 */
class Built {
  readonly kind = 'expr'
  readonly source: Source

  constructor(source: Source) {
    this.source = source
  }

  isMissing = () => this.#call('isMissing', undefined)
  equals = (other: Operand) => this.#call('equal', undefined, other)
  notEquals = (other: Operand) => this.#call('notEqual', undefined, other)
  orElse = (other: Operand) => this.#call('coalesce', undefined, other)

  plus = (other: Operand) => this.#call('add', 'number', other)
  minus = (other: Operand) => this.#call('subtract', 'number', other)
  times = (other: Operand) => this.#call('multiply', 'number', other)
  dividedBy = (other: Operand) => this.#call('divide', 'number', other)
  negate = () => this.#call('negate', 'number')
  abs = () => this.#call('abs', 'number')
  floor = () => this.#call('floor', 'number')
  ceil = () => this.#call('ceil', 'number')
  exp = () => this.#call('exp', 'number')
  sqrt = () => this.#call('sqrt', 'number')
  ln = () => this.#call('ln', 'number')
  log1p = () => this.#call('log1p', 'number')
  sigmoid = () => this.#call('sigmoid', 'number')
  clip = (low: Operand, high: Operand) =>
    this.#call('smallest', 'number', high).#call('largest', 'number', low)
  atLeast = (other: Operand) => this.#call('greaterOrEqual', 'number', other)
  atMost = (other: Operand) => this.#call('lessOrEqual', 'number', other)
  moreThan = (other: Operand) => this.#call('greater', 'number', other)
  lessThan = (other: Operand) => this.#call('less', 'number', other)

  lower = () => this.#call('lower', 'text')
  length = () => this.#call('length', 'text')
  concat = (other: Operand) => this.#call('concat', 'text', other)

  and = (other: Operand) => this.#call('and', 'boolean', other)
  or = (other: Operand) => this.#call('or', 'boolean', other)
  not = () => this.#call('not', 'boolean')
  toNumber = () => this.#call('toNumber', 'boolean')

  year = () => this.#call('year', 'timestamp')
  month = () => this.#call('month', 'timestamp')
  dayOfMonth = () => this.#call('dayOfMonth', 'timestamp')
  dayOfWeek = () => this.#call('dayOfWeek', 'timestamp')
  dayOfYear = () => this.#call('dayOfYear', 'timestamp')
  hour = () => this.#call('hour', 'timestamp')
  minute = () => this.#call('minute', 'timestamp')
  daysUntil = (later: Operand) => this.#call('daysBetween', 'timestamp', later)
  before = (other: Operand) => this.#call('less', 'timestamp', other)
  after = (other: Operand) => this.#call('greater', 'timestamp', other)

  #call(op: Op, type: DataType | undefined, ...others: readonly Operand[]): Built {
    const operands = [this as unknown as Expr<unknown>, ...others]
    const known = operands.reduce((found, operand) => found ?? operandType(operand), type)
    return new Built({ node: call(op, ...operands.map(operand => operandNode(operand, known))) })
  }
}
