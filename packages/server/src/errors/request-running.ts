import { SluiceError } from '@sluice/core'

/** A request that is repeated while it still runs. */
export class RequestRunning extends SluiceError {
  readonly code = 'request-running'
  override readonly retry = 'later'

  constructor(fields: { readonly key: string }) {
    super(
      `The request with the idempotency key "${fields.key}" is still being worked on. Repeat it later for its answer.`,
    )
  }
}
