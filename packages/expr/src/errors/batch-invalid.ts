import type { DataType } from '../node/node.ts'
import { SluiceError } from './sluice-error.ts'

/** A batch to be computed lacks a column, or has it with another type or too few rows. */
export class BatchInvalid extends SluiceError {
  readonly code = 'batch-invalid'
  readonly column: string
  readonly expected: DataType

  constructor(fields: {
    readonly column: string
    readonly expected: DataType
    readonly found: string
    readonly rows: number
  }) {
    const { column, expected, found, rows } = fields
    super(
      `column "${column}" of the batch must be ${expected} with ${rows} rows, but ${found}. ` +
        `Read the columns that "inputs" lists, in their types.`,
    )
    this.column = column
    this.expected = expected
  }
}
