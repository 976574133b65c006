import { SluiceError } from '@sluice/core'

/** A destination answers, but refuses all that we send. */
export class DestinationRefused extends SluiceError {
  readonly code = 'destination-refused'
  readonly destination: string

  constructor(fields: { readonly destination: string; readonly reason: string; readonly cause?: unknown }) {
    super(
      `${fields.destination} refused the delivery: ${fields.reason}. Check its address, its key and the right to ` +
        `write; nothing more was sent.`,
      { cause: fields.cause },
    )
    this.destination = fields.destination
  }
}
