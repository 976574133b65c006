import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { isSqliteError, JournalFailed } from '../errors/journal-failed.ts'
import { JournalTooNew } from '../errors/journal-too-new.ts'
import { migrations } from './migrations.ts'

/** SQLite as the journal uses it: prepared statements by text, and transactions. */
export interface Database {
  all<R>(sql: string, ...values: readonly SQLInputValue[]): R[]
  get<R>(sql: string, ...values: readonly SQLInputValue[]): R | undefined
  run(sql: string, ...values: readonly SQLInputValue[]): number
  /** All or nothing; nested calls join the outer transaction. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * Opens (and makes or migrates, when needed) a journal file. Several processes may have it open: readers never wait
 * for the writer (WAL), writers wait for each other.
 *
 * @throws JournalTooNew when a newer version wrote it.
 * @throws JournalFailed, here and from every call, when the file cannot be read or written.
 */
export function openDatabase(file: string): Database {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw isSqliteError(error) ? new JournalFailed({ file, cause: error }) : error
    }
  }
  const sqlite = guarded(() => opened(file))
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const prepared = (sql: string) => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = sqlite.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  let depth = 0
  const database: Database = {
    all: <R>(sql: string, ...values: readonly SQLInputValue[]) =>
      guarded(() => prepared(sql).all(...values) as R[]),
    get: <R>(sql: string, ...values: readonly SQLInputValue[]) =>
      guarded(() => prepared(sql).get(...values) as R | undefined),
    run: (sql, ...values) => guarded(() => Number(prepared(sql).run(...values).changes)),
    transaction(work) {
      if (depth > 0) return work()
      guarded(() => sqlite.exec('BEGIN IMMEDIATE'))
      depth++
      try {
        const result = work()
        guarded(() => sqlite.exec('COMMIT'))
        return result
      } catch (error) {
        // A full disk has ended the transaction already.
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
        throw error
      } finally {
        depth--
      }
    },
    close: () => sqlite.close(),
  }
  migrate(database, sqlite, file)
  return database
}

function opened(file: string): DatabaseSync {
  const sqlite = new DatabaseSync(file)
  // Before anything else: two processes may make the same file at once.
  sqlite.exec(
    'PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
  )
  return sqlite
}

function migrate(database: Database, sqlite: DatabaseSync, file: string): void {
  const version = () => Number(database.get<{ user_version: number }>('PRAGMA user_version')?.user_version)
  if (version() === migrations.length) return
  database.transaction(() => {
    // Read again inside the transaction: another process may have migrated meanwhile.
    const found = version()
    if (found > migrations.length) throw new JournalTooNew({ file, found, known: migrations.length })
    for (const migration of migrations.slice(found)) sqlite.exec(migration)
    sqlite.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}
