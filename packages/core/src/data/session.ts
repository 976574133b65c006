import type { ColumnData } from '@sluice/expr'
import type { TableSchema } from '../schema/table-schema.ts'
import type { SqlFragment } from '../sql/fragment.ts'
import type { DatasetRef } from './refs.ts'

/** Columns of up to a few thousand rows, by name. */
export interface Chunk {
  readonly rows: number
  readonly columns: Readonly<Record<string, ColumnData>>
}

/** Writes chunks to a table of the session; `close` makes them visible. */
export interface TableWriter {
  write(chunk: Chunk): Promise<void>
  close(): Promise<void>
}

/**
 * The private DuckDB of one step attempt: in memory, spilling to disk, gone when the attempt ends.
 * Implemented by the engine; steps, sources and destinations only see this interface.
 */
export interface DataSession {
  /** Runs a statement for its effect. */
  run(statement: SqlFragment | string): Promise<void>
  /** Small results as objects: numbers as number, BIGINT as number (exact below 2^53), timestamps as Date. */
  rows<R = Record<string, unknown>>(statement: SqlFragment<R> | string): Promise<R[]>
  /** Large results column by column, in canonical types (see `ColumnData`), with back-pressure. */
  chunks(statement: SqlFragment | string): AsyncIterable<Chunk>
  /** A part that renders as a table expression reading the dataset's file. */
  dataset(ref: DatasetRef): SqlFragment
  /** Creates a table of canonical types and returns a writer for it. */
  writer(table: string, schema: TableSchema): Promise<TableWriter>
  /** Runs a query and stores its rows as an immutable dataset of canonical types (NaN becomes missing). */
  save(query: SqlFragment | string): Promise<DatasetRef>
  /** The canonical schema of a query's result, without running it. */
  describe(query: SqlFragment | string): Promise<TableSchema>
  /** A private folder on local disk, removed with the session. */
  readonly scratch: string
}
