import { SluiceError } from '@sluice/core'

/** The store is on S3, and the package that speaks its protocol is not installed. */
export class S3ClientMissing extends SluiceError {
  readonly code = 's3-client-missing'
  readonly store: string

  constructor(fields: { readonly store: string; readonly cause?: unknown }) {
    super(
      `the store ${fields.store} needs the package @aws-sdk/client-s3, which is not installed. ` +
        `Install it in the project: npm install @aws-sdk/client-s3`,
      { cause: fields.cause },
    )
    this.store = fields.store
  }
}
