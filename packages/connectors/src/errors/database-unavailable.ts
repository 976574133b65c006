import { SluiceError } from '@sluice/core'

/** A database does not answer, or gave up on us; a later try can succeed. */
export class DatabaseUnavailable extends SluiceError {
  readonly code = 'database-unavailable'
  override readonly retry = 'later'
  readonly database: string

  constructor(fields: { readonly database: string; readonly reason: string; readonly cause?: unknown }) {
    super(
      `${fields.database} is not available: ${fields.reason}. Check that the server runs and can be reached ` +
        `from here; the step can be tried again.`,
      { cause: fields.cause },
    )
    this.database = fields.database
  }
}
