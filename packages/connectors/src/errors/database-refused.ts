import { SluiceError } from '@sluice/core'

/** A database answers, but does not let us in or does not let us do this. */
export class DatabaseRefused extends SluiceError {
  readonly code = 'database-refused'
  readonly database: string

  constructor(fields: { readonly database: string; readonly reason: string; readonly cause?: unknown }) {
    super(
      `${fields.database} refused: ${fields.reason}. Correct the connection URL behind the reference, or ask for ` +
        `the right that is missing.`,
      { cause: fields.cause },
    )
    this.database = fields.database
  }
}
