import { SluiceError } from '@sluice/core'

/** The place of a store is neither a folder nor `s3://bucket/prefix`. */
export class StoreInvalid extends SluiceError {
  readonly code = 'store-invalid'
  readonly store: string

  constructor(fields: { readonly store: string; readonly reason: string }) {
    super(
      `the store "${fields.store}" ${fields.reason}. Write a folder, or s3://bucket/prefix; credentials, region and ` +
        `endpoint come from the environment (AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT_URL_S3).`,
    )
    this.store = fields.store
  }
}
