import { SluiceError } from '@sluice/core'

/** A file of a source has no content at all, not even a header. */
export class SourceEmpty extends SluiceError {
  readonly code = 'source-empty'
  readonly path: string

  constructor({ path }: { readonly path: string }) {
    super(
      `${path} is empty: it has no columns and no rows. Usually the export that writes it failed; ` +
        `run the export again, or remove the file.`,
    )
    this.path = path
  }
}
