import { SluiceError } from '@sluice/expr'

/** A segment of the report names a column that the feature rows do not have. */
export class SegmentNotFound extends SluiceError {
  readonly code = 'segment-not-found'
  readonly column: string

  constructor(fields: { readonly column: string; readonly columns: readonly string[] }) {
    super(
      `the features have no column "${fields.column}", which segments names. They have: ${fields.columns.join(', ')}. ` +
        `Add it to the feature SQL, or take it out of segments.`,
    )
    this.column = fields.column
  }
}
