import { SluiceError } from '@sluice/core'

/** A token that cannot be made or revoked. */
export class TokenRefused extends SluiceError {
  readonly code = 'token-refused'
  readonly reason: string

  /** @param fields.next what to do instead, one sentence */
  constructor({ reason, next }: { readonly reason: string; readonly next: string }) {
    super(`${reason}. ${next}`)
    this.reason = reason
  }
}
