import { SluiceError } from '@sluice/core'

/** The provider of logins does not answer, or not as it should. */
export class LoginUnavailable extends SluiceError {
  readonly code = 'login-unavailable'
  override readonly retry = 'later'
  readonly issuer: string

  constructor({
    issuer,
    reason,
    cause,
  }: {
    readonly issuer: string
    readonly reason: string
    readonly cause?: unknown
  }) {
    super(`the provider of logins ${issuer} ${reason}. Try again soon; tokens and sessions go on working.`, {
      cause,
    })
    this.issuer = issuer
  }
}
