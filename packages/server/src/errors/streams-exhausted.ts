import { SluiceError } from '@sluice/core'

/** More streams of changes than the server keeps open. */
export class StreamsExhausted extends SluiceError {
  readonly code = 'streams-exhausted'
  override readonly retry = 'later'

  constructor(fields: { readonly limit: number; readonly of: 'all' | 'you' }) {
    const { limit, of } = fields
    super(
      `There are ${limit} streams of changes open${of === 'you' ? ' for you' : ''}, which is the limit. Close one, or ask again later.`,
    )
  }
}
