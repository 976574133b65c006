import { SluiceError } from '@sluice/core'

/** PostgreSQL could not be reached for longer than Sluice waits. Nothing of what was being written is lost or half-done. */
export class JournalUnavailable extends SluiceError {
  readonly code = 'journal-unavailable'
  override readonly retry = 'later'
  readonly database: string

  constructor(fields: { readonly database: string; readonly reason: string; readonly waitedMs: number }) {
    const { database, reason, waitedMs } = fields
    const waited = waitedMs < 1000 ? '' : `, tried again for ${Math.round(waitedMs / 1000)} s`
    super(
      `PostgreSQL at ${database} cannot be reached (${reason}${waited}). ` +
        `Start it, or correct the database of the configuration; then run again and it goes on from there.`,
    )
    this.database = database
  }
}
