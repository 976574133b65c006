import { SluiceError } from '@sluice/core'

/** An idempotency key that stands for another request already. */
export class KeyReused extends SluiceError {
  readonly code = 'key-reused'

  constructor(fields: { readonly key: string }) {
    super(
      `The idempotency key "${fields.key}" was sent with another request before. Use a new key for each thing to be done, and the same only to repeat it.`,
    )
  }
}
