import { ExprInvalid } from '../errors/expr-invalid.ts'
import { call, caseOf, column, literal } from '../node/build.ts'
import type { DataType, ExprNode, Op, Value } from '../node/node.ts'
import type { Bool, ColumnRefs, Expr, NodeSource } from './expr.ts'

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

/**
 * The node of an expression. `type` gives a bare column its type.
 *
 * @throws ExprInvalid for a bare column without a type.
 */
export function nodeOf(expr: Expr<unknown>, type?: DataType): ExprNode {
  const { source } = expr as Built
  if ('node' in source) return source.node
  if (type === undefined) {
    throw new ExprInvalid({
      where: `column "${source.column}"`,
      reason: 'has no known type here; use a method of its type',
    })
  }
  return column(source.column, type)
}

/** The name of a bare column reference; undefined for anything computed. */
export function columnName(expr: Expr<unknown>): string | undefined {
  const { source } = expr as Built
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

/** Starts a conditional expression: `when(c.age.atLeast(18)).then(1).otherwise(0)`. */
export function when(condition: Bool<null>): { then<E extends Operand>(value: E): Otherwise<E> } {
  return {
    then: value => ({
      otherwise: other => {
        const type = typeOfOperand(value) ?? typeOfOperand(other)
        const branch = { when: nodeOf(condition, 'boolean'), then: operand(value, type) }
        return exprOf(caseOf([branch], operand(other, type)))
      },
    }),
  }
}

type Operand = Expr<unknown> | number | string | boolean | Date

/** The last part of {@link when}. */
export interface Otherwise<E extends Operand> {
  otherwise<F extends E | Widened<E>>(value: F): Expr<ValueOf<E> | ValueOf<F>>
}

type ValueOf<V> = V extends Expr<infer T> ? T : V
type Widened<E> = E extends number
  ? number | Expr<number | null>
  : E extends string
    ? string | Expr<string | null>
    : E extends boolean
      ? boolean | Expr<boolean | null>
      : Expr<ValueOf<E> | null> | ValueOf<E>

function operand(value: unknown, type: DataType | undefined): ExprNode {
  if (isExpr(value)) return nodeOf(value, type)
  if (value instanceof Date) return literal(value.getTime() * 1000, 'timestamp')
  return literal(value as Value)
}

function typeOfOperand(value: unknown): DataType | undefined {
  if (isExpr(value)) {
    const { source } = value as unknown as Built
    return 'node' in source ? undefined : source.type
  }
  if (value instanceof Date) return 'timestamp'
  return typeof value === 'number' ? 'number' : typeof value === 'string' ? 'text' : 'boolean'
}

/**
 * All methods of all types over one node: the interfaces in `expr.ts` show each type its own. The only place where
 * types are looser than the value.
 */
class Built {
  readonly kind = 'expr'
  readonly source: NodeSource

  constructor(source: NodeSource) {
    this.source = source
  }

  isMissing = () => this.#as(this.#known(), 'isMissing')
  plus = (other: unknown) => this.#as('number', 'add', other)
  minus = (other: unknown) => this.#as('number', 'subtract', other)
  times = (other: unknown) => this.#as('number', 'multiply', other)
  dividedBy = (other: unknown) => this.#as('number', 'divide', other)
  negate = () => this.#as('number', 'negate')
  abs = () => this.#as('number', 'abs')
  floor = () => this.#as('number', 'floor')
  ceil = () => this.#as('number', 'ceil')
  exp = () => this.#as('number', 'exp')
  sqrt = () => this.#as('number', 'sqrt')
  ln = () => this.#as('number', 'ln')
  log1p = () => this.#as('number', 'log1p')
  atLeast = (other: unknown) => this.#as('number', 'greaterOrEqual', other)
  atMost = (other: unknown) => this.#as('number', 'lessOrEqual', other)
  moreThan = (other: unknown) => this.#as('number', 'greater', other)
  lessThan = (other: unknown) => this.#as('number', 'less', other)
  equals = (other: unknown) => this.#as(typeOfOperand(other) ?? this.#known(), 'equal', other)
  lower = () => this.#as('text', 'lower')
  length = () => this.#as('text', 'length')
  concat = (other: unknown) => this.#as('text', 'concat', other)
  and = (other: unknown) => this.#as('boolean', 'and', other)
  or = (other: unknown) => this.#as('boolean', 'or', other)
  not = () => this.#as('boolean', 'not')
  toNumber = () => this.#as('boolean', 'toNumber')
  orElse = (other: unknown) => this.#as(typeOfOperand(other) ?? this.#known(), 'coalesce', other)
  year = () => this.#as('timestamp', 'year')
  month = () => this.#as('timestamp', 'month')
  dayOfMonth = () => this.#as('timestamp', 'dayOfMonth')
  dayOfWeek = () => this.#as('timestamp', 'dayOfWeek')
  dayOfYear = () => this.#as('timestamp', 'dayOfYear')
  hour = () => this.#as('timestamp', 'hour')
  minute = () => this.#as('timestamp', 'minute')
  daysUntil = (later: unknown) => this.#as('timestamp', 'daysBetween', later)
  before = (other: unknown) => this.#as('timestamp', 'less', other)

  #known(): DataType | undefined {
    return 'node' in this.source ? undefined : this.source.type
  }

  #as(type: DataType | undefined, op: Op, ...others: readonly unknown[]): Built {
    const node = nodeOf(this as unknown as Expr<unknown>, type)
    return new Built({ node: call(op, node, ...others.map(other => operand(other, type))) })
  }
}
