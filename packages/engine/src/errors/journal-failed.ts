import { SluiceError } from '@sluice/core'

/** By SQLite's primary result code: what is the matter, and what to do. */
const causes: Readonly<Record<number, readonly [string, string]>> = {
  5: ['is locked by another process', 'Wait for the other sluice command, or stop it; then try again.'],
  6: ['is locked by another process', 'Wait for the other sluice command, or stop it; then try again.'],
  8: ['is read-only', 'Give this user the right to write the file and its folder.'],
  10: ['could not be read or written', 'Look at the disk: is it full, or gone?'],
  11: ['is damaged', 'Restore it from a backup; datasets and artifacts beside it are kept.'],
  13: ['has no space left on its disk', 'Free space there; finished steps are not run again.'],
  14: ['cannot be opened', 'Give this user the right to read and write the file and its folder.'],
  26: ['is not a journal', 'Restore it from a backup, or move it away to begin with an empty one.'],
}

/** SQLite could not read or write the journal's file. Nothing of the change was kept. */
export class JournalFailed extends SluiceError {
  readonly code = 'journal-failed'
  readonly file: string

  constructor(fields: { readonly file: string; readonly cause: SqliteError }) {
    const { file, cause } = fields
    // The low byte is the primary code, what is above it tells cases apart: 778 is a write that failed.
    const [what, next] = causes[cause.errcode === 778 ? 13 : cause.errcode & 0xff] ?? [
      'failed',
      'This is not expected: please report it.',
    ]
    super(`${file} ${what} (SQLite: ${cause.message}). ${next}`, { cause })
    this.file = file
  }
}

/** What node:sqlite throws. */
export interface SqliteError extends Error {
  readonly errcode: number
}

/** True for errors of SQLite itself. */
export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
}
