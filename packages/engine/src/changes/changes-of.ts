import type { WorkDatabase } from '../schedule/sql-work.ts'
import type { Changes } from './changes.ts'
import { postgresChanges } from './postgres-changes.ts'
import { sqliteChanges } from './sqlite-changes.ts'

/** What is recorded in the database of an engine (`engine.database`), as it is recorded. */
export function changesOf(database: WorkDatabase): Changes {
  return database.kind === 'sqlite' ? sqliteChanges(database) : postgresChanges(database)
}
