import type { ReadContext, Source } from '@sluice/core'
import { secretReference } from '../shared/secret-reference.ts'
import { openDatabase } from './snapshot.ts'

/** Where a table is in a PostgreSQL database. */
export interface PostgresTableOptions {
  /** Reference to the connection URL, such as `env:WAREHOUSE_URL`. */
  readonly url: string
  /** A table, view, materialised view or foreign table. */
  readonly table: string
  /** Default `public`. */
  readonly schema?: string
  /** Default 15 s. */
  readonly connectTimeoutMs?: number
  /** Default 30 min. */
  readonly statementTimeoutMs?: number
}

/**
 * Reads a table of a PostgreSQL database with bounded memory. All tables of one URL are read from one read-only
 * snapshot in a run.
 */
export function postgresTable(options: PostgresTableOptions): Source {
  const { table, schema = 'public', ...limits } = options
  const url = secretReference('url', options.url)
  return Object.freeze({
    kind: 'postgres',
    describe: { url, schema, table },
    connection: `postgres:${url}`,
    table: `${schema}.${table}`,
    open: (context: ReadContext) => openDatabase(url, limits, context),
  })
}
