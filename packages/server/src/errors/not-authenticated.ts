import { SluiceError } from '@sluice/core'

/** Who asks did not say who they are, or nobody is known by what they said. */
export class NotAuthenticated extends SluiceError {
  readonly code = 'not-authenticated'
  readonly reason: string

  /** @param fields.reason a clause that shows nothing of what was sent */
  constructor({ reason }: { readonly reason: string }) {
    super(`${reason}. Send "Authorization: Bearer sluice_…", or log in at /v1/login.`)
    this.reason = reason
  }
}
