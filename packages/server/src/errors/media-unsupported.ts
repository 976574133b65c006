import { SluiceError } from '@sluice/core'

/** A body that is not JSON in UTF-8, or is compressed. */
export class MediaUnsupported extends SluiceError {
  readonly code = 'media-unsupported'

  /** @param fields.found what the header says, such as `text/plain` */
  constructor(fields: { readonly header: 'content-type' | 'content-encoding'; readonly found: string }) {
    const { header, found } = fields
    super(
      `The body is sent with ${header}: ${found === '' ? '(none)' : found}. Send JSON in UTF-8, not compressed, with content-type: application/json.`,
    )
  }
}
