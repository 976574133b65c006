import { SluiceError } from '@sluice/core'

/** A column that was asked for is not at the source, or cannot be used as it should be. */
export class SourceColumnInvalid extends SluiceError {
  readonly code = 'source-column-invalid'
  readonly table: string
  readonly column: string

  constructor(fields: {
    readonly table: string
    readonly column: string
    readonly reason: string
    readonly found: readonly string[]
  }) {
    super(
      `column "${fields.column}" of ${fields.table} ${fields.reason}. Columns: ${fields.found.join(', ')}. ` +
        `Correct the name or the type, or map the column with \`mapping\`.`,
    )
    this.table = fields.table
    this.column = fields.column
  }
}
