import { SluiceError } from '@sluice/expr'

/** The file of a dataset is not the one that was stored. */
export class DatasetCorrupt extends SluiceError {
  readonly code = 'dataset-corrupt'
  readonly digest: string
  readonly path: string

  constructor(fields: { readonly digest: string; readonly path: string; readonly reason: string }) {
    super(
      `dataset ${fields.digest.slice(0, 12)} in ${fields.path} is damaged: ${fields.reason}. ` +
        `Delete the file, check the disk, and run the pipeline again with --fresh to make it anew.`,
    )
    this.digest = fields.digest
    this.path = fields.path
  }
}
