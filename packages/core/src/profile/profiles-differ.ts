import { SluiceError } from '@sluice/expr'

/** Two profiles are to be merged that are not of parts of one dataset. */
export class ProfilesDiffer extends SluiceError {
  readonly code = 'profiles-differ'
  readonly columns: readonly string[]
  readonly others: readonly string[]

  constructor(fields: { readonly columns: readonly string[]; readonly others: readonly string[] }) {
    super(
      `two profiles have different columns: ${fields.columns.join(', ')}; and ${fields.others.join(', ')}. ` +
        `Only profiles of parts of one dataset can be merged.`,
    )
    this.columns = fields.columns
    this.others = fields.others
  }
}
