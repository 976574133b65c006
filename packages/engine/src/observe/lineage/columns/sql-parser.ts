import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Tree } from './relation.ts'

/** Parses SQL; nothing is run. */
export interface SqlParser {
  parse(text: string): Promise<Tree>
  close(): void
}

/** A parser over a DuckDB of its own, which opens when the first text comes. */
export function sqlParser(): SqlParser {
  let opened: Promise<DuckDBConnection> | undefined
  return {
    async parse(text) {
      opened ??= open()
      const reader = await (
        await opened
      ).runAndReadAll('SELECT json_serialize_sql(CAST($1 AS VARCHAR))', [text])
      return JSON.parse(String(reader.getRows()[0]?.[0] ?? '{}')) as Tree
    },
    close() {
      void opened?.then(connection => connection.closeSync())
      opened = undefined
    },
  }
}

async function open(): Promise<DuckDBConnection> {
  const database = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '100MB' })
  return database.connect()
}
