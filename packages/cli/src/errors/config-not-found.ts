import { SluiceError } from '@sluice/core'

/** No configuration file was found at or above the working folder. */
export class ConfigNotFound extends SluiceError {
  readonly code = 'config-not-found'
  readonly searched: string

  constructor(fields: { readonly searched: string }) {
    super(
      `no sluice.config.ts in ${fields.searched} or above it. ` +
        `Go to the project's folder, name the file with --config, or make a project: sluice init my-project`,
    )
    this.searched = fields.searched
  }
}
