import { SluiceError } from '@sluice/core'

/** A database file is locked by the program that writes it. */
export class SourceBusy extends SluiceError {
  readonly code = 'source-busy'
  override readonly retry = 'later'
  readonly path: string

  constructor(fields: { readonly path: string; readonly cause: unknown }) {
    super(
      `${fields.path} is open for writing in another program, which locks it. ` +
        `Close that program; the step can be tried again.`,
      { cause: fields.cause },
    )
    this.path = fields.path
  }
}
