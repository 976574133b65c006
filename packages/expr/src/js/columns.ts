import { BatchInvalid } from '../errors/batch-invalid.ts'
import type { DataType } from '../node/node.ts'
import type { ColumnData } from './column-data.ts'

/** The values of a column of a batch, which must be there, of the right type and long enough. */
export function columnValues(
  columns: Readonly<Record<string, ColumnData>>,
  input: { readonly name: string; readonly type: DataType },
  rows: number,
): ColumnData['values'] {
  const column = Object.hasOwn(columns, input.name) ? columns[input.name] : undefined
  const invalid = (found: string) =>
    new BatchInvalid({ column: input.name, expected: input.type, found, rows })
  if (column === undefined) throw invalid('is absent')
  if (column.type !== input.type) throw invalid(`is ${column.type}`)
  if (column.values.length < rows) throw invalid(`holds ${column.values.length} rows`)
  return column.values
}

/** A column of `rows` rows to be written. */
export function newColumn(type: DataType, rows: number): ColumnData {
  if (type === 'text') return { type, values: Array.from<string | null>({ length: rows }).fill(null) }
  if (type === 'boolean') return { type, values: new Uint8Array(rows) }
  return { type, values: new Float64Array(rows) }
}
