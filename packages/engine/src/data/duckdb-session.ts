import { rm } from 'node:fs/promises'
import type { DuckDBInstance } from '@duckdb/node-api'
import {
  rawSql,
  type Chunk,
  type DataSession,
  type DatasetRef,
  type SqlFragment,
  type TableSchema,
  type TableWriter,
} from '@sluice/core'
import type { DatasetStore } from '../store/store.ts'
import { canonicalQuery } from './canonical-query.ts'
import type { Connection, ConnectionScope } from './connection.ts'
import { datasetSql } from './dataset-sql.ts'
import { rowValue } from './row-value.ts'
import { saveDataset } from './save-dataset.ts'
import { SessionClosed } from './session-closed.ts'
import { statementOf } from './statement.ts'
import { streamChunks } from './stream-chunks.ts'
import { createTableSql, openTableWriter } from './table-writer.ts'

/** The parts of an opened session. */
export interface SessionParts {
  readonly instance: DuckDBInstance
  readonly main: Connection
  readonly scope: ConnectionScope
  /** Aborting it ends all work of the session. */
  readonly ending: AbortController
  readonly store: DatasetStore
  readonly scratch: string
}

/** {@link DataSession} over a DuckDB in memory; made by `openSession`. */
export class DuckDBSession implements DataSession {
  readonly scratch: string
  readonly #parts: SessionParts
  readonly #fetching = new Map<string, Promise<void>>()
  #names = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.scratch = parts.scratch
  }

  async run(statement: SqlFragment | string): Promise<void> {
    await this.#onMain(main => main.run(statementOf(statement)))
  }

  async rows<R = Record<string, unknown>>(statement: SqlFragment<R> | string): Promise<R[]> {
    const rows = await this.#onMain(async main => {
      const result = await main.run(statementOf(statement))
      return result.getRowObjects()
    })
    return rows.map(
      row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rowValue(value)])) as R,
    )
  }

  async *chunks(statement: SqlFragment | string): AsyncGenerator<Chunk> {
    await this.#settled()
    const { instance, scope, main } = this.#parts
    const session = {
      instance,
      scope,
      main,
      freshName: () => `sluice_stream_${(this.#names += 1)}`,
    }
    yield* streamChunks(session, statementOf(statement))
  }

  dataset(ref: DatasetRef): SqlFragment {
    const { store, scope } = this.#parts
    const path = store.path(ref)
    if (!this.#fetching.has(ref.digest)) {
      const fetching = store.fetch(ref, scope.signal)
      // It is awaited, and fails, before the next statement runs.
      fetching.catch(() => undefined)
      this.#fetching.set(ref.digest, fetching)
    }
    return rawSql(datasetSql(path))
  }

  async writer(table: string, schema: TableSchema): Promise<TableWriter> {
    const { instance, scope } = this.#parts
    await this.#onMain(main => main.run(createTableSql(table, schema)))
    return openTableWriter(instance, scope, table, schema)
  }

  save(query: SqlFragment | string): Promise<DatasetRef> {
    return this.#onMain(main => saveDataset(main, this.#parts.store, statementOf(query)))
  }

  async describe(query: SqlFragment | string): Promise<TableSchema> {
    const { schema } = await this.#onMain(main => canonicalQuery(main, statementOf(query)))
    return schema
  }

  async close(): Promise<void> {
    const { ending, instance, scope, scratch } = this.#parts
    if (ending.signal.aborted) return
    ending.abort(new SessionClosed())
    await Promise.all([...scope.connections].map(connection => connection.close()))
    instance.closeSync()
    await rm(scratch, { recursive: true, force: true })
  }

  async #onMain<T>(work: (main: Connection) => Promise<T>): Promise<T> {
    await this.#settled()
    const { main } = this.#parts
    return main.exclusively(() => work(main))
  }

  /** Waits until the files of all datasets mentioned so far are at hand. */
  async #settled(): Promise<void> {
    this.#parts.scope.signal.throwIfAborted()
    await Promise.all(this.#fetching.values())
  }
}
