import { SluiceError } from '@sluice/core'

/** A receiver of alerts could not be reached, or failed, in every try. Its address is not in the message. */
export class AlertNotSent extends SluiceError {
  readonly code = 'alert-not-sent'
  override readonly retry = 'later'
  readonly sink: string
  readonly attempts: number
  /** What the last try met, such as `HTTP 503`. */
  readonly reason: string

  constructor(fields: { readonly sink: string; readonly attempts: number; readonly reason: string }) {
    const { sink, attempts, reason } = fields
    super(
      `alert not sent to the ${sink}: ${reason}, ${attempts} ${attempts === 1 ? 'try' : 'tries'}. ` +
        `It is in the journal: sluice show <run>. See whether the receiver is up.`,
    )
    this.sink = sink
    this.attempts = attempts
    this.reason = reason
  }
}
