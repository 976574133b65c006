import { SluiceError } from '@sluice/core'

/** A model has no version with this number. */
export class VersionNotFound extends SluiceError {
  readonly code = 'version-not-found'
  readonly model: string
  readonly version: number

  constructor(fields: { readonly model: string; readonly version: number }) {
    super(
      `model "${fields.model}" has no version ${fields.version}. See which there are: sluice models ${fields.model}`,
    )
    this.model = fields.model
    this.version = fields.version
  }
}
