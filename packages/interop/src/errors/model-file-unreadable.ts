import { SluiceError } from '@sluice/expr'

/** A model file cannot be opened, or is not the one that was meant. */
export class ModelFileUnreadable extends SluiceError {
  readonly code = 'model-file-unreadable'
  readonly file: string

  constructor(fields: { readonly file: string; readonly reason: string; readonly cause?: unknown }) {
    const { file, reason, cause } = fields
    super(`the model file "${file}" ${reason}. Paths start from the folder of the configuration.`, { cause })
    this.file = file
  }
}
