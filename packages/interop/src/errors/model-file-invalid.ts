import { SluiceError } from '@sluice/expr'

/** A model file is damaged, cut off, edited, or not of the format it is said to be. */
export class ModelFileInvalid extends SluiceError {
  readonly code = 'model-file-invalid'
  /** For example `lightgbm`. */
  readonly format: string
  /** Where in the file, such as `tree 3, left_child`. */
  readonly where: string

  constructor(fields: {
    readonly format: string
    readonly where: string
    readonly reason: string
    readonly cause?: unknown
  }) {
    const { format, where, reason, cause } = fields
    super(
      `the ${format} model cannot be read: ${where}: ${reason}. ` +
        `Save the model again with the tool that trained it, and do not edit the file.`,
      { cause },
    )
    this.format = format
    this.where = where
  }
}
