import { SluiceError } from '@sluice/core'

/** The server of a store answered, and does not do what was asked: trying again cannot help. */
export class StoreRefused extends SluiceError {
  readonly code = 'store-refused'
  readonly store: string
  /** The name of the server's error, such as `AccessDenied`. */
  readonly reason: string

  constructor(fields: { readonly store: string; readonly doing: string; readonly reason: string }) {
    const { store, doing, reason } = fields
    super(
      `the store ${store} refused ${doing} (${reason}). Check that the bucket exists in this region and that the ` +
        `credentials of the environment may read, write, list and delete below this prefix.`,
    )
    this.store = store
    this.reason = reason
  }
}
