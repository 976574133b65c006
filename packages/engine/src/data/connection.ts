import type {
  DuckDBConnection,
  DuckDBInstance,
  DuckDBMaterializedResult,
  DuckDBResult,
} from '@duckdb/node-api'
import type { SqlStatement } from '@sluice/core'
import { bindParameters } from './bind-parameters.ts'
import { sqlError, type FailedStatement, type SessionLimits } from './duckdb-error.ts'
import { SessionClosed } from './session-closed.ts'
import { shortened } from './statement.ts'

// An interrupt that arrives before DuckDB has begun the statement is lost, so it is repeated.
const interruptEveryMs = 20

/** What a connection needs of its session. */
export interface ConnectionScope {
  readonly signal: AbortSignal
  readonly limits: SessionLimits
  /** All that are open; the session closes them. */
  readonly connections: Set<Connection>
}

/**
 * One DuckDB connection. Work on it is done one after another, stops when the signal is aborted (with the
 * signal's reason), and fails with typed errors.
 */
export class Connection {
  readonly #duckdb: DuckDBConnection
  readonly #scope: ConnectionScope
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  private constructor(duckdb: DuckDBConnection, scope: ConnectionScope) {
    this.#duckdb = duckdb
    this.#scope = scope
  }

  static async open(instance: DuckDBInstance, scope: ConnectionScope): Promise<Connection> {
    scope.signal.throwIfAborted()
    const connection = new Connection(await instance.connect(), scope)
    scope.connections.add(connection)
    return connection
  }

  /** Runs work that nothing else on this connection may interleave with. */
  exclusively<T>(work: (duckdb: DuckDBConnection) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#guarded(work))
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Waits for running work and disconnects. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#last
    this.#scope.connections.delete(this)
    this.#duckdb.disconnectSync()
  }

  /** Runs a statement within {@link exclusively}. */
  async run(
    statement: SqlStatement,
    failed: FailedStatement = { statement },
  ): Promise<DuckDBMaterializedResult> {
    return this.translated(failed, async () => {
      const { values, types } = bindParameters(statement.values, shortened(failed.statement.text))
      return values.length === 0
        ? this.#duckdb.run(statement.text)
        : this.#duckdb.run(statement.text, values, types)
    })
  }

  /** Starts a query whose rows are computed as they are fetched, within {@link exclusively}. */
  async stream(statement: SqlStatement, failed: FailedStatement = { statement }): Promise<DuckDBResult> {
    return this.translated(failed, async () => {
      const { values, types } = bindParameters(statement.values, shortened(failed.statement.text))
      return this.#duckdb.stream(statement.text, values, types)
    })
  }

  /** How many statements a text has, without running any, within {@link exclusively}. */
  async countStatements(statement: SqlStatement): Promise<number> {
    return this.translated({ statement }, async () => {
      const { count } = await this.#duckdb.extractStatements(statement.text)
      return count
    })
  }

  /** Other work with DuckDB (fetching, appending) with the same errors. */
  async translated<T>(failed: FailedStatement, work: () => Promise<T>): Promise<T> {
    this.#scope.signal.throwIfAborted()
    try {
      return await work()
    } catch (cause) {
      this.#scope.signal.throwIfAborted()
      throw sqlError(cause, failed, this.#scope.limits)
    }
  }

  async #guarded<T>(work: (duckdb: DuckDBConnection) => Promise<T>): Promise<T> {
    const { signal } = this.#scope
    signal.throwIfAborted()
    if (this.#closed) throw new SessionClosed()
    let timer: NodeJS.Timeout | undefined
    const interrupt = () => {
      this.#duckdb.interrupt()
      timer ??= setInterval(() => this.#duckdb.interrupt(), interruptEveryMs)
    }
    signal.addEventListener('abort', interrupt, { once: true })
    try {
      return await work(this.#duckdb)
    } finally {
      signal.removeEventListener('abort', interrupt)
      clearInterval(timer)
    }
  }
}
