import { SluiceError } from '@sluice/expr'

/** A reference points to a dataset that the store does not hold. */
export class DatasetNotFound extends SluiceError {
  readonly code = 'dataset-not-found'
  readonly digest: string
  readonly path: string

  constructor(fields: { readonly digest: string; readonly path: string }) {
    super(
      `dataset ${fields.digest.slice(0, 12)} is not in the store (looked for ${fields.path}). It was collected as ` +
        `garbage, deleted by hand, or written to another store. Run the pipeline again with --fresh to make it anew.`,
    )
    this.digest = fields.digest
    this.path = fields.path
  }
}
