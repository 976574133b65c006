import { SluiceError } from '@sluice/expr'

/** A preparation names a column that the feature rows do not have. */
export class ColumnNotFound extends SluiceError {
  readonly code = 'column-not-found'
  readonly column: string

  constructor(fields: {
    readonly column: string
    readonly columns: readonly string[]
    /** The column is there, but is the key, the target, the weight, or the group of the folds. */
    readonly reserved?: boolean
  }) {
    const { reserved = false, column } = fields
    super(
      reserved
        ? `column "${column}" cannot be a feature: it is the key, the target, the weight or the group of the folds. ` +
            `Take it out of prepare.`
        : `the features have no column "${fields.column}", which prepare names. They have: ${fields.columns.join(', ')}. ` +
            `Add it to the feature SQL, or take it out of prepare.`,
    )
    this.column = fields.column
  }
}
