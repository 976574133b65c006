import { SluiceError } from '@sluice/expr'

/** A query gives a column whose type has no canonical form (number, text, boolean, timestamp). */
export class ColumnUnsupported extends SluiceError {
  readonly code = 'column-unsupported'
  readonly column: string
  readonly type: string
  /** SQL that gives the column a canonical type. */
  readonly cast: string

  constructor(fields: {
    readonly column: string
    readonly type: string
    readonly cast: string
    readonly statement: string
  }) {
    super(
      `column "${fields.column}" has the type ${fields.type}, and a dataset has only numbers, text, booleans and ` +
        `timestamps. Write ${fields.cast} AS "${fields.column}", or leave the column out, in: ${fields.statement}`,
    )
    this.column = fields.column
    this.type = fields.type
    this.cast = fields.cast
  }
}
