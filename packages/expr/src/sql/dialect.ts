import type { DataType, Op } from '../node/node.ts'

/** The SQL of a database: a table of operations plus what has another shape in each. */
export interface Dialect {
  readonly name: string
  /** Each operation over the SQL of its arguments. Arguments are atoms or stand in parentheses. */
  readonly ops: Readonly<Record<Op, (...args: readonly string[]) => string>>
  /** Operations whose SQL repeats an argument: it is computed once in an inner SELECT where it is not small. */
  readonly repeats: ReadonlySet<Op>
  identifier(name: string): string
  number(value: number): string
  text(value: string): string
  /** An instant in microseconds since 1970 UTC. */
  timestamp(micros: number): string
  /** A missing value of a type. */
  missing(type: DataType): string
  /** A comparison of texts by code point. */
  textComparison(left: string, operator: string, right: string): string
  /** A number with NaN as NULL. */
  nullIfNaN(sql: string): string
}
