import { SluiceError } from '@sluice/core'

/** The configuration file could not be loaded, or does not export a configuration. */
export class ConfigInvalid extends SluiceError {
  readonly code = 'config-invalid'
  readonly file: string

  constructor(fields: { readonly file: string; readonly reason: string; readonly cause?: unknown }) {
    super(`${fields.file}: ${fields.reason}`, { cause: fields.cause })
    this.file = fields.file
  }
}
