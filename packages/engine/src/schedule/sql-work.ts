import type { SQLInputValue } from 'node:sqlite'
import type { Database, Durability } from '../journal/database.ts'
import type { PostgresDatabase, Queries } from '../postgres/postgres-database.ts'

/** A value of a statement. */
export type SqlInput = string | number | Date | null

/** A statement with `$1`, `$2`, … in the SQL that SQLite and PostgreSQL share. */
interface Statement {
  readonly sql: string
  readonly values: readonly SqlInput[]
}

/** Statements of one transaction: it yields each and goes on with its rows, so that a database may answer now or later. */
export type Work<T> = Generator<Statement, T, readonly unknown[]>

/** Runs a statement; its rows are those that it selects or that its RETURNING names. */
export function* rows<R>(sql: string, values: readonly SqlInput[] = []): Work<readonly R[]> {
  return (yield { sql, values }) as readonly R[]
}

/** A database that does work. `work` may be asked for again when the connection was lost. */
export interface WorkDatabase {
  readonly kind: 'sqlite' | 'postgres'
  /**
   * All or nothing, one after the other. `relaxed`: what a power failure takes is decided about again, and found to be
   * done where it was.
   */
  transaction<T>(work: () => Work<T>, durability?: Durability): Promise<T>
  /** One statement that reads. */
  read<T>(work: () => Work<T>): Promise<T>
}

/** Work in SQLite: instants are ISO text. */
export function sqliteWork(db: Database): WorkDatabase {
  const answer = ({ sql, values }: Statement) =>
    db.all(
      sql.replaceAll(/\$(\d+)/g, '?$1'),
      values.map((value): SQLInputValue => (value instanceof Date ? value.toISOString() : value)),
    )
  const done = <T>(work: () => Work<T>): T => {
    const steps = work()
    let step = steps.next([])
    while (step.done !== true) step = steps.next(answer(step.value))
    return step.value
  }
  return {
    kind: 'sqlite',
    transaction: async (work, durability) => db.transaction(() => done(work), durability),
    read: async work => done(work),
  }
}

/** Work in PostgreSQL, in a database that was migrated; transactions of one `purpose` wait for each other. */
export function postgresWork(
  db: PostgresDatabase,
  purpose: 'schedule' | 'server' = 'schedule',
): WorkDatabase {
  const done = async <T>(queries: Pick<Queries, 'all'>, work: () => Work<T>): Promise<T> => {
    const steps = work()
    let step = steps.next([])
    while (step.done !== true) step = steps.next(await queries.all(step.value.sql, step.value.values))
    return step.value
  }
  return {
    kind: 'postgres',
    transaction: work =>
      db.transaction(async tx => {
        // What is read here decides about what is written.
        await tx.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
          `sluice ${purpose} ${db.schema}`,
        ])
        return done(tx, work)
      }),
    read: work => done(db, work),
  }
}
