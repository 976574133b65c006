import { SluiceError } from '@sluice/core'

/** A destination does not answer, throttles us or fails; a later try can succeed and goes on where this one stopped. */
export class DestinationUnavailable extends SluiceError {
  readonly code = 'destination-unavailable'
  override readonly retry = 'later'
  readonly destination: string
  /** How long the receiver asks us to wait. */
  readonly retryAfterMs?: number

  constructor(fields: {
    readonly destination: string
    readonly reason: string
    readonly retryAfterMs?: number
    readonly cause?: unknown
  }) {
    super(
      `${fields.destination} is not available: ${fields.reason}. What was acknowledged so far stays; ` +
        `the next try sends only the rest.`,
      { cause: fields.cause },
    )
    this.destination = fields.destination
    if (fields.retryAfterMs !== undefined) this.retryAfterMs = fields.retryAfterMs
  }
}
