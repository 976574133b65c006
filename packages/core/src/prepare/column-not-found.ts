import { SluiceError } from '@sluice/expr'

/** A preparation names a column that the feature rows do not have. */
export class ColumnNotFound extends SluiceError {
  readonly code = 'column-not-found'
  readonly column: string

  constructor(fields: { readonly column: string; readonly columns: readonly string[] }) {
    super(
      `the features have no column "${fields.column}", which prepare names. They have: ${fields.columns.join(', ')}. ` +
        `Add it to the feature SQL, or take it out of prepare.`,
    )
    this.column = fields.column
  }
}
