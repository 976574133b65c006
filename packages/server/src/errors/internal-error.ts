import { SluiceError } from '@sluice/core'

/** What went wrong in the server, without what it was: that is in its log, with the same id. */
export class InternalError extends SluiceError {
  readonly code = 'internal-error'

  constructor(fields: { readonly requestId: string }) {
    super(
      `The server could not answer. Its log says why, at request ${fields.requestId}; give this id to who runs it.`,
    )
  }
}
