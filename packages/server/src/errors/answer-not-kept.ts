import { SluiceError } from '@sluice/core'

/** A request that was done before and whose answer is shown once only. */
export class AnswerNotKept extends SluiceError {
  readonly code = 'answer-not-kept'

  constructor(fields: { readonly key: string }) {
    super(
      `The request with the idempotency key "${fields.key}" was done before, and its answer, which has a secret, was not kept. Undo what it made and ask anew with a new key.`,
    )
  }
}
