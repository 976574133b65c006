import { SluiceError } from '@sluice/core'

/** The server of a store could not be reached, was too slow or too busy, also after several tries. */
export class StoreUnavailable extends SluiceError {
  readonly code = 'store-unavailable'
  override readonly retry = 'later'
  readonly store: string
  /** The name of the last error, such as `SlowDown` or `ECONNREFUSED`. */
  readonly reason: string

  constructor(fields: { readonly store: string; readonly doing: string; readonly reason: string }) {
    const { store, doing, reason } = fields
    super(
      `the store ${store} is not available: ${doing} failed after several tries (${reason}). Nothing half-written is ` +
        `visible. Check the network and AWS_ENDPOINT_URL_S3, then run again: finished steps are not run again.`,
    )
    this.store = store
    this.reason = reason
  }
}
