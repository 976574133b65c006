import type { AttributeReader } from '../attributes.ts'
import type { Constant, OnnxValue, RowValue } from '../row-value.ts'

/** One node of a graph, ready to be turned into expressions. */
export interface OperatorCall {
  readonly attributes: AttributeReader
  /** Values of the inputs; undefined where an optional one is absent. */
  readonly inputs: readonly (OnnxValue | undefined)[]
  /** The version of the operator's set. */
  readonly version: number
  /** The input at a place, which must be there. */
  input(place: number): OnnxValue
  /** The input at a place, which must have a row per row. */
  row(place: number): RowValue
  /** The input at a place, which must be a constant. */
  constant(place: number): Constant
  /** Counts parts that are about to be made; throws when the graph becomes too large for expressions. */
  spend(parts: number): void
  /** Throws: the node has no equivalent, and why. */
  noEquivalent(why: string): never
  /** Throws: the file is not as it must be. */
  invalid(reason: string): never
}

/** What an operator makes: one value per output, undefined for one that has no equivalent. */
export type Operator = (call: OperatorCall) => readonly (OnnxValue | undefined)[]
