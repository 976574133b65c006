import { SluiceError } from '@sluice/core'

/** A request that did not arrive in time. */
export class RequestTooSlow extends SluiceError {
  readonly code = 'request-too-slow'
  override readonly retry = 'later'

  constructor(fields: { readonly limitMs: number }) {
    super(`The request did not arrive within ${fields.limitMs / 1000} s. Send it faster, or less at once.`)
  }
}
