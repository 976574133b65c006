import { SluiceError } from '@sluice/core'

/** A secret was given by value where only a reference to it may stand. The value is not in the message. */
export class SecretNotAReference extends SluiceError {
  readonly code = 'secret-not-a-reference'
  readonly option: string

  constructor({ option }: { readonly option: string }) {
    super(
      `${option} must be a reference such as 'env:NAME', not the secret itself: options are kept in plans and in ` +
        `the journal. Put the value into the environment and write env('NAME').`,
    )
    this.option = option
  }
}
