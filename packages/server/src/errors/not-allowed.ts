import { SluiceError } from '@sluice/core'

/** A request that is not answered from where it comes, or not to who asks. */
export class NotAllowed extends SluiceError {
  readonly code = 'not-allowed'
  readonly reason: string

  /** @param fields.next what to do instead, one sentence */
  constructor({ reason, next }: { readonly reason: string; readonly next: string }) {
    super(`${reason}. ${next}`)
    this.reason = reason
  }
}
