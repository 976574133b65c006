import type { Line } from '../js/knots.ts'
import type { DataType, LookupNode, Op } from '../node/node.ts'
import type { Step } from './program.ts'
import type { Template } from './template.ts'
import type { Bind, SqlTree } from './tree.ts'

/** The SQL of a database: tables of operations, and methods for what tables cannot say. */
export interface Dialect {
  readonly name: string
  /** Each operation over the SQL of its arguments. A number that is missing may still be NaN in arithmetic. */
  readonly ops: Readonly<Record<Op, Template>>
  /** Operations that are written another way over texts: comparisons must be by code point. */
  readonly textOps: Partial<Record<Op, Template>>
  /** A number with NaN as NULL. */
  readonly withoutNaN: Template
  /** Types whose values a result gives in another form than they are computed in. */
  readonly results: Partial<Record<DataType, Template>>
  /** Ends an inner SELECT that must be computed once, not merged into the outer one. */
  readonly fence: string
  /** Computes values once and uses them by name in an expression. */
  readonly bind: Bind

  /**
   * Of databases that refuse what overflows or underflows a double: arithmetic that gives ∞ and 0 instead, slowly.
   * It is used for rows with numbers of extraordinary magnitude only.
   */
  guarded?(leaves: readonly SqlTree[], steps: readonly Step[]): SqlTree

  /** Whether a number is one of several (at least one); NULL for NULL. */
  isOneOf(input: SqlTree, numbers: readonly string[]): SqlTree

  identifier(name: string): string
  number(value: number): string
  text(value: string): string
  /** An instant in microseconds since 1970 UTC. */
  timestamp(micros: number): string
  /** A missing value of a type. */
  missing(type: DataType): string
  /** How a column is read as a value of a type; NaN is not yet NULL. */
  column(name: string, type: DataType): string

  /** A quicker way for lookups with many keys; undefined where the general one serves. */
  lookup?(
    input: SqlTree,
    node: LookupNode,
    values: (value: LookupNode['missing']) => string,
  ): SqlTree | undefined
  /** A quicker way to count the edges at or below a number. */
  bucket?(input: SqlTree, edges: readonly number[]): SqlTree
  /** A quicker way for piecewise linear functions; `times` multiplies safely. */
  interpolate?(input: SqlTree, line: Line, times: (a: SqlTree, b: SqlTree) => SqlTree): SqlTree
}
