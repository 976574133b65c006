import { SluiceError } from '@sluice/core'

/** A file was written to while a run was reading it, so the rows that were read belong to no one version. */
export class SourceChanged extends SluiceError {
  readonly code = 'source-changed'
  override readonly retry = 'later'
  readonly path: string

  constructor({ path }: { readonly path: string }) {
    super(
      `${path} changed while it was being read. Write the file under another name and rename it when it is ` +
        `complete; the step can be tried again.`,
    )
    this.path = path
  }
}
