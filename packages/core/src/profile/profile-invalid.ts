import { SluiceError } from '@sluice/expr'

/** JSON that should be the profile of a dataset is none. */
export class ProfileInvalid extends SluiceError {
  readonly code = 'profile-invalid'
  readonly reason: string

  constructor(fields: { readonly reason: string; readonly cause?: unknown }) {
    super(
      `this is no profile of a dataset: ${fields.reason}. Delete the file: the profile is made again when it is wanted.`,
      {
        cause: fields.cause,
      },
    )
    this.reason = fields.reason
  }
}
