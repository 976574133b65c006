import type { DataType } from '../node/node.ts'
import { SluiceError } from './sluice-error.ts'

/** A row to be scored has a value of the wrong type in a column. */
export class RowInvalid extends SluiceError {
  readonly code = 'row-invalid'
  readonly column: string
  readonly expected: DataType

  constructor(fields: { readonly column: string; readonly expected: DataType; readonly value: unknown }) {
    const { column, expected, value } = fields
    super(
      `column "${column}" must be ${nouns[expected]}, but is ${described(value)}. ` +
        `Missing values are null or undefined; convert anything else before scoring.`,
    )
    this.column = column
    this.expected = expected
  }
}

const nouns: Readonly<Record<DataType, string>> = {
  number: 'a number',
  text: 'a string',
  boolean: 'a boolean',
  timestamp: 'a Date or a number of microseconds since 1970',
}

function described(value: unknown): string {
  if (typeof value === 'string') {
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return `the ${typeof value} ${value}`
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
