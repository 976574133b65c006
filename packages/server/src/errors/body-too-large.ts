import { SluiceError } from '@sluice/core'

/** A body with more bytes than a route takes. */
export class BodyTooLarge extends SluiceError {
  readonly code = 'body-too-large'
  readonly limit: number

  constructor(fields: { readonly limit: number }) {
    super(
      `The body is larger than the ${fields.limit} bytes that this route takes. Send it in several requests.`,
    )
    this.limit = fields.limit
  }
}
