import type { DataType, Value } from '../node/node.ts'
import type { ColumnData } from './column-data.ts'

/** Expressions ready to be evaluated in JavaScript. */
export interface CompiledExpressions {
  /** The columns that are read, in the order of first use. */
  readonly inputs: readonly { readonly name: string; readonly type: DataType }[]
  /**
   * Evaluates one row. Missing is null in the result; null, undefined or NaN in `values`.
   *
   * @throws RowInvalid naming the column when a value has the wrong type.
   */
  row(values: Readonly<Record<string, unknown>>): Record<string, Value>
  /** Evaluates the first `rows` rows of columns, bound by name. */
  batch(columns: Readonly<Record<string, ColumnData>>, rows: number): Record<string, ColumnData>
}
