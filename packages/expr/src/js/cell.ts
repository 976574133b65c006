import type { DataType, Value } from '../node/node.ts'
import type { Cell } from './operations.ts'

/** True for the types that are numbers in JavaScript, with NaN as missing. */
export function isNumeric(type: DataType): boolean {
  return type === 'number' || type === 'timestamp'
}

/** A constant as a cell. */
export function cellOf(value: Value, type: DataType): Cell {
  return value === null && isNumeric(type) ? Number.NaN : value
}

/** A cell as a value of a row: missing is null. */
export function valueOf(cell: Cell): Value {
  return Number.isNaN(cell) ? null : cell
}
