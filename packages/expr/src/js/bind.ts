import { ExprInvalid } from '../errors/expr-invalid.ts'
import { RowInvalid } from '../errors/row-invalid.ts'
import type { DataType, Value } from '../node/node.ts'
import type { ColumnData } from './column-data.ts'
import type { Cell } from './operations.ts'

/** Turns a value of a row into a cell, per type. */
export const bindCell: Readonly<Record<DataType, (value: unknown, column: string) => Cell>> = {
  number: (value, column) => {
    if (typeof value === 'number') return value
    if (value === null || value === undefined) return Number.NaN
    throw new RowInvalid({ column, expected: 'number', value })
  },
  text: (value, column) => {
    if (typeof value === 'string') return value
    if (isAbsent(value)) return null
    throw new RowInvalid({ column, expected: 'text', value })
  },
  boolean: (value, column) => {
    if (typeof value === 'boolean') return value
    if (isAbsent(value)) return null
    throw new RowInvalid({ column, expected: 'boolean', value })
  },
  timestamp: (value, column) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime() * 1000
    if (typeof value === 'number') return value
    if (value === null || value === undefined) return Number.NaN
    throw new RowInvalid({ column, expected: 'timestamp', value })
  },
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))
}

/** A cell as a value of a row: missing is null. */
export function valueOf(cell: Cell): Value {
  return typeof cell === 'number' && Number.isNaN(cell) ? null : cell
}

/** The values of a column of a batch, which must be there with the right type. */
export function columnValues(
  columns: Readonly<Record<string, ColumnData>>,
  input: { readonly name: string; readonly type: DataType },
): ColumnData['values'] {
  const column = Object.hasOwn(columns, input.name) ? columns[input.name] : undefined
  if (column === undefined)
    throw new ExprInvalid({ where: `column "${input.name}"`, reason: 'is missing from the batch' })
  if (column.type !== input.type) {
    throw new ExprInvalid({
      where: `column "${input.name}"`,
      reason: `is ${column.type}, but ${input.type} is needed`,
    })
  }
  return column.values
}

/** An empty column of `rows` rows. */
export function newColumn(type: DataType, rows: number): ColumnData {
  if (type === 'text') return { type, values: Array.from({ length: rows }, () => null) }
  if (type === 'boolean') return { type, values: new Uint8Array(rows) }
  return { type, values: new Float64Array(rows) }
}
