import { SluiceError } from '@sluice/core'

/** The database of the configuration is not a URL of PostgreSQL. The value is not shown: it holds a password. */
export class DatabaseUrlInvalid extends SluiceError {
  readonly code = 'database-url-invalid'

  constructor(fields: { readonly reason: string }) {
    super(
      `database: ${fields.reason}. Write a URL such as postgres://user:password@host:5432/database ` +
        `(a user or password with special characters is percent-encoded), in an environment variable: env('DATABASE_URL').`,
    )
  }
}
