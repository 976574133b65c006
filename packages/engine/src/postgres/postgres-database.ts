import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { SluiceError } from '@sluice/core'
import { DatabaseFailed } from '../errors/database-failed.ts'
import { JournalUnavailable } from '../errors/journal-unavailable.ts'
import { databaseName } from './database-name.ts'
import { isConflict, isConnectionLoss, reasonOf, stateOf } from './postgres-error.ts'
import { readType } from './read-type.ts'
import { transact, wasCommitted } from './transact.ts'

/** Statements with `$1`, `$2`, … and their values. */
export interface Queries {
  all<R>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>
  get<R>(sql: string, values?: readonly unknown[]): Promise<R | undefined>
  /** Runs a statement for its effect and says how many rows it changed. */
  run(sql: string, values?: readonly unknown[]): Promise<number>
  /** What the driver gives, read in the driver's own way: for pg-boss inside of a transaction of ours. */
  raw(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: object[] }>
}

/** PostgreSQL as the engine uses it. Reads go to it directly; whatever writes is a transaction. */
export interface PostgresDatabase extends Omit<Queries, 'run' | 'raw'> {
  /** Without user and password, for messages. */
  readonly name: string
  readonly schema: string
  /**
   * All or nothing, and once: when the connection is lost the work is done again, unless the server says that it was
   * committed. So it must do nothing but run its statements.
   */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>
  /** Does other work with this database again and again while it cannot be connected to, as patiently as its own. */
  patient<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** How PostgreSQL is used. */
export interface PostgresOptions {
  /** The schema that holds Sluice's tables; default `sluice`. */
  readonly schema?: string
  /** How long a lost connection is tried again before it is an error; default 30 s. */
  readonly patienceMs?: number
  /** Connections at once; default 5. */
  readonly connections?: number
  readonly random?: () => number
  /** How long a transaction may wait for this process; a suspended one must not keep its locks. Default 10 s. */
  readonly idleTransactionMs?: number
}

const conflictTries = 8
const connectTimeoutMs = 10_000
const queryTimeoutMs = 120_000
const schemaRule = /^[a-z_][a-z0-9_]{0,49}$/

/**
 * A pool of connections whose `search_path` is one schema. Nothing is connected before the first statement.
 *
 * @throws DatabaseUrlInvalid; JournalUnavailable and DatabaseFailed from every call
 */
export function openPostgres(url: string, options: PostgresOptions = {}): PostgresDatabase {
  const { schema = 'sluice', patienceMs = 30_000, connections = 5, random = Math.random } = options
  const { idleTransactionMs = 10_000 } = options
  const name = databaseName(url)
  if (!schemaRule.test(schema)) {
    throw new DatabaseFailed({ database: name, reason: `"${schema}" is no schema name` })
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'sluice',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    types: { getTypeParser: readType },
    onConnect: client => {
      // Lost between two statements of a transaction: the next one says so.
      client.on('error', () => undefined)
      return client.query(
        `SELECT set_config('search_path', $1, false), set_config('idle_in_transaction_session_timeout', $2, false)`,
        [schema, String(idleTransactionMs)],
      )
    },
  })
  // An idle connection that the server closes: the next call opens another one.
  pool.on('error', () => undefined)
  const marks = { exist: false, transactions: 0 }
  const patient = <T>(work: () => Promise<T>) => withPatience({ database: name, patienceMs, random }, work)
  const all = async <R>(sql: string, values: readonly unknown[] = []) =>
    (await patient(() => pool.query(sql, [...values]))).rows as R[]
  return {
    name,
    schema,
    all,
    get: async <R>(sql: string, values?: readonly unknown[]) => (await all<R>(sql, values))[0],
    transaction: work =>
      patient(() => transact(pool, marks, work, begun => patient(() => wasCommitted(pool, begun)))),
    patient,
    close: () => pool.end(),
  }
}

/** Tries again while the connection is lost, at most so long, and where two transactions were in each other's way. */
async function withPatience<T>(
  {
    database,
    patienceMs,
    random,
  }: { readonly database: string; readonly patienceMs: number; readonly random: () => number },
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now()
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof SluiceError) throw error
      const waitedMs = performance.now() - started
      const lost = isConnectionLoss(error)
      if (lost && waitedMs >= patienceMs) {
        throw new JournalUnavailable({ database, reason: reasonOf(error), waitedMs })
      }
      if (!lost && (!isConflict(error) || attempt >= conflictTries)) throw databaseError(database, error)
      await pause(Math.min(1000, 20 * 2 ** (attempt - 1)) * (0.5 + random() / 2))
    }
  }
}

/** What the server refused as our error; others, such as those of the work in a transaction, as they are. */
function databaseError(database: string, error: unknown): unknown {
  const state = error instanceof Error ? stateOf(error) : undefined
  if (state === undefined || !(error instanceof pg.DatabaseError || /^E[A-Z_]+$/.test(state))) return error
  return new DatabaseFailed({ database, reason: reasonOf(error), state })
}

/** True when the database has a schema of this name. */
export async function schemaExists(db: Pick<Queries, 'get'>, schema: string): Promise<boolean> {
  return (await db.get('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])) !== undefined
}
