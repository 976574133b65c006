import { SluiceError } from '@sluice/expr'

/** A 64-bit integer column holds a value above 2^53: as a number it would be rounded, and keys could coincide. */
export class ColumnInexact extends SluiceError {
  readonly code = 'column-inexact'
  readonly column: string

  constructor(fields: { readonly column: string; readonly statement: string; readonly cause?: unknown }) {
    super(
      `column "${fields.column}" is a 64-bit integer with a value beyond ±(2^53 − 1), which a number does not hold ` +
        `exactly. Write "${fields.column}"::VARCHAR when it identifies something, "${fields.column}"::DOUBLE when ` +
        `it is a quantity that may be rounded, in: ${fields.statement}`,
      { cause: fields.cause },
    )
    this.column = fields.column
  }
}
