import { SluiceError } from '@sluice/core'

/** A statement that we sent to a database failed there. */
export class DatabaseQueryFailed extends SluiceError {
  readonly code = 'database-query-failed'
  readonly database: string
  /** The database's own code of the error. */
  readonly sqlState: string

  constructor(fields: {
    readonly database: string
    readonly doing: string
    readonly sqlState: string
    readonly reason: string
    readonly cause?: unknown
  }) {
    super(
      `${fields.database} failed while ${fields.doing}: ${fields.reason} (SQLSTATE ${fields.sqlState}). ` +
        `Run the same on the database by hand to see more.`,
      { cause: fields.cause },
    )
    this.database = fields.database
    this.sqlState = fields.sqlState
  }
}
