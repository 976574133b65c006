import { SluiceError } from '@sluice/core'

/** By SQLSTATE, or its class: what to do. */
const advices: Readonly<Record<string, string>> = {
  '28P01': 'Correct the user and the password in the URL of the database.',
  '28000': 'Correct the user in the URL of the database, or let the server accept it (pg_hba.conf).',
  '3D000': 'Create the database, or correct its name in the URL.',
  '42501': 'Grant this user the right to create and use the schema of Sluice.',
  '25006': 'Give the URL of a server that accepts writes: this one is a read-only replica.',
  '53100': 'Free space on the disk of the database; finished steps are not run again.',
}

/** PostgreSQL refused a statement. Nothing of the change was kept. */
export class DatabaseFailed extends SluiceError {
  readonly code = 'database-failed'
  readonly database: string
  /** The SQLSTATE, where the server gave one. */
  readonly state: string | undefined

  constructor(fields: { readonly database: string; readonly reason: string; readonly state?: string }) {
    const { database, reason, state } = fields
    const advice =
      advices[state ?? ''] ?? 'Nothing of the change was kept. If it is not expected, please report it.'
    super(
      `PostgreSQL at ${database} refused: ${reason}${state === undefined ? '' : ` (${state})`}. ${advice}`,
    )
    this.database = database
    this.state = state
  }
}
