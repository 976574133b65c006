import { resolve } from 'node:path'
import type { ReadContext, Source } from '@sluice/core'
import { openDatabase } from './snapshot.ts'

/** Where a table is in a DuckDB file. */
export interface DuckdbTableOptions {
  /** The database file, relative to the working directory. */
  readonly path: string
  /** A table or a view. */
  readonly table: string
  /** Default `main`. */
  readonly schema?: string
}

/** Reads a table or view of a DuckDB database file, which is opened read-only. */
export function duckdbTable({ path, table, schema = 'main' }: DuckdbTableOptions): Source {
  return Object.freeze({
    kind: 'duckdb',
    describe: { path, schema, table },
    connection: `duckdb:${resolve(path)}`,
    table,
    open: (context: ReadContext) => openDatabase(path, context),
  })
}
