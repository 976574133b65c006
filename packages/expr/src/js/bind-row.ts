import { RowInvalid } from '../errors/row-invalid.ts'
import type { DataType } from '../node/node.ts'
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
    if (typeof value === 'number' && (Number.isInteger(value) || !Number.isFinite(value))) return value
    if (value === null || value === undefined) return Number.NaN
    throw new RowInvalid({ column, expected: 'timestamp', value })
  },
}

/** The value of a column in a row; what a row inherits is not in it. */
export function fieldOf(row: Readonly<Record<string, unknown>>, column: string): unknown {
  return Object.hasOwn(row, column) ? row[column] : undefined
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value)
}
