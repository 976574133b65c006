import { SluiceError } from '@sluice/core'

/** Rows cannot be delivered as a whole: the fault is in the columns or keys, not in single values. */
export class DeliveryInvalid extends SluiceError {
  readonly code = 'delivery-invalid'
  readonly destination: string

  constructor(fields: { readonly destination: string; readonly reason: string; readonly cause?: unknown }) {
    super(
      `nothing was delivered to ${fields.destination}: ${fields.reason}. ` +
        `Correct the delivery's key or fields, or the destination.`,
      { cause: fields.cause },
    )
    this.destination = fields.destination
  }
}
