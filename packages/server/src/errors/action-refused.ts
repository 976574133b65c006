import { SluiceError } from '@sluice/core'

/** Something that cannot be done as things are. */
export class ActionRefused extends SluiceError {
  readonly code = 'action-refused'
  readonly action: string
  readonly reason: string

  /** @param fields.next what to do instead, one sentence */
  constructor(fields: { readonly action: string; readonly reason: string; readonly next: string }) {
    const { action, reason, next } = fields
    super(`cannot ${action}: ${reason}. ${next}`)
    this.action = action
    this.reason = reason
  }
}
