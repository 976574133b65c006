import type { Ledger, ModelRegistry } from '@sluice/core'
import { sqliteLedger } from '../ledger/sqlite-ledger.ts'
import { postgresLedger } from '../ledger/postgres-ledger.ts'
import { openPostgres, type PostgresOptions } from '../postgres/postgres-database.ts'
import { postgresRegistry } from '../registry/postgres-registry.ts'
import { sqliteRegistry } from '../registry/sqlite-registry.ts'
import { randomUUID } from 'node:crypto'
import type { IncidentBook } from '../incidents/incident-book.ts'
import type { IncidentScope } from '../incidents/incident-scope.ts'
import { sqlIncidentBook } from '../incidents/sql-incident-book.ts'
import type { ControlJournal } from '../control/control-journal.ts'
import { sqlControlJournal } from '../control/sql-control-journal.ts'
import type { ScheduleJournal } from '../schedule/schedule-journal.ts'
import { postgresWork, sqliteWork, type WorkDatabase } from '../schedule/sql-work.ts'
import { sqlScheduleJournal } from '../schedule/sql-schedule-journal.ts'
import { postgresDialect, sqliteDialect, type Dialect } from '../views/dialect.ts'
import { sqlViews } from '../views/sql-views.ts'
import type { Views } from '../views/views.ts'
import { openDatabase } from './database.ts'
import type { Journal, RunJournal } from './journal.ts'
import { migratePostgres } from './postgres/migrate.ts'
import { postgresJournal, postgresScope } from './postgres/postgres-journal.ts'
import type { PostgresScope } from './postgres/postgres-scope.ts'
import { sqliteJournal, type JournalOptions } from './sqlite-journal.ts'

/** Everything that is remembered besides datasets and artifacts. */
export interface Records {
  readonly journal: RunJournal
  readonly schedules: ScheduleJournal
  readonly control: ControlJournal
  /** Reads of much of the history at once. */
  readonly views: Views
  readonly incidents: IncidentBook
  readonly models: ModelRegistry
  readonly ledger: Ledger
  /** For what others keep beside them, in tables of the migrations. */
  readonly database: WorkDatabase
  close(): Promise<void>
}

/** Opens the records in a file of SQLite. */
export function recordsInSqlite(
  file: string,
  options: JournalOptions,
): Records & { readonly journal: Journal } {
  const db = openDatabase(file)
  return {
    journal: sqliteJournal(db, options),
    schedules: sqlScheduleJournal(sqliteWork(db), options),
    control: sqlControlJournal(sqliteWork(db), options),
    views: sqlViews(sqliteWork(db), sqliteDialect),
    incidents: sqlIncidentBook(sqliteWork(db), incidentScope(options, sqliteDialect)),
    models: sqliteRegistry(db, options.now),
    ledger: sqliteLedger(db),
    database: sqliteWork(db),
    close: async () => db.close(),
  }
}

/** Records in PostgreSQL, with what an executor on the same database needs. */
export interface PostgresRecords extends Records {
  readonly scope: PostgresScope
  readonly url: string
}

/** Opens the records in PostgreSQL, which must answer within `openingMs`, and makes or migrates its tables. */
export async function recordsInPostgres(
  url: string,
  options: JournalOptions,
  postgres: PostgresOptions,
  openingMs: number,
): Promise<PostgresRecords> {
  // Who mistyped a port does not want to wait as long as who is in the middle of work.
  const opening = openPostgres(url, { ...postgres, patienceMs: openingMs, connections: 1 })
  await migratePostgres(opening).finally(() => opening.close())
  const db = openPostgres(url, postgres)
  const scope = postgresScope(db, options)
  return {
    journal: postgresJournal(scope),
    schedules: sqlScheduleJournal(postgresWork(db), options),
    control: sqlControlJournal(postgresWork(db), options),
    views: sqlViews(postgresWork(db), postgresDialect),
    incidents: sqlIncidentBook(postgresWork(db), incidentScope(options, postgresDialect)),
    models: postgresRegistry(db, options.now),
    ledger: postgresLedger(db),
    database: postgresWork(db, 'server'),
    scope,
    url,
    close: () => db.close(),
  }
}

function incidentScope({ now, redact }: JournalOptions, dialect: Dialect): IncidentScope {
  // PostgreSQL holds no text with a null in it, and no half of a character.
  const plain = (text: string) => redact(text).replaceAll('\0', '').toWellFormed()
  return { dialect, now, redact: plain, newId: incidentId }
}

/** Sorts by time and can be typed: `inc-20260302-0604-3f9a1c`. */
function incidentId(at: Date): string {
  const [day = '', time = ''] = at.toISOString().replaceAll(/[-:]/g, '').split('T')
  return `inc-${day}-${time.slice(0, 4)}-${randomUUID().slice(0, 6)}`
}
