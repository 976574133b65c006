import { SluiceError } from '@sluice/core'

/** A login that did not come to its end. */
export class LoginFailed extends SluiceError {
  readonly code = 'login-failed'
  readonly reason: string

  constructor({ reason, cause }: { readonly reason: string; readonly cause?: unknown }) {
    super(`the login failed: ${reason}. Begin again at /v1/login.`, { cause })
    this.reason = reason
  }
}
