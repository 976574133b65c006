import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DuckDBAppender, DuckDBInstance } from '@duckdb/node-api'
import type { Chunk, SqlStatement, TableSchema, TableWriter } from '@sluice/core'
import { duckdbTypes } from './canonical-type.ts'
import { ChunkInvalid } from './chunk-invalid.ts'
import { Connection, type ConnectionScope } from './connection.ts'
import { quoted } from './statement.ts'
import { chunkRows, writeChunk } from './write-vectors.ts'

// Appending is synchronous work; now and then timers and signals of the process get their turn.
const rowsPerTurn = 100_000

/** The statement that creates a table of canonical types. */
export function createTableSql(table: string, schema: TableSchema): SqlStatement {
  const columns = schema.columns.map(({ name, type }) => `${quoted(name)} ${duckdbTypes[type]}`)
  return { text: `CREATE TABLE ${quoted(table)} (${columns.join(', ')})`, values: [] }
}

/**
 * Opens a writer for an existing table. It has its own connection and one transaction, so streams of the session
 * go on while it writes, and its rows appear all at once.
 */
export async function openTableWriter(
  instance: DuckDBInstance,
  scope: ConnectionScope,
  table: string,
  schema: TableSchema,
): Promise<TableWriter> {
  const connection = await Connection.open(instance, scope)
  const statement: SqlStatement = { text: `-- writer of table ${quoted(table)}`, values: [] }
  const appender = await connection.exclusively(async duckdb => {
    await connection.run({ text: 'BEGIN TRANSACTION', values: [] })
    return connection.translated({ statement }, () => duckdb.createAppender(table))
  })
  let sinceTurn = 0
  return {
    async write(chunk) {
      checkChunk(chunk, table, schema)
      await connection.exclusively(() =>
        connection.translated({ statement }, async () => append(appender, chunk, schema)),
      )
      sinceTurn += chunk.rows
      if (sinceTurn < rowsPerTurn) return
      sinceTurn = 0
      await nextTurn()
    },
    async close() {
      await connection.exclusively(async () => {
        await connection.translated({ statement }, async () => appender.closeSync())
        await connection.run({ text: 'COMMIT', values: [] })
      })
      await connection.close()
    },
  }
}

function append(appender: DuckDBAppender, chunk: Chunk, schema: TableSchema): void {
  for (let start = 0; start < chunk.rows; start += chunkRows) {
    appender.appendDataChunk(writeChunk(chunk, schema, start, Math.min(start + chunkRows, chunk.rows)))
  }
}

function checkChunk(chunk: Chunk, table: string, schema: TableSchema): void {
  for (const { name, type } of schema.columns) {
    const column = Object.hasOwn(chunk.columns, name) ? chunk.columns[name] : undefined
    const reason =
      column === undefined
        ? 'is not in it'
        : column.type !== type
          ? `has the type ${column.type} instead of ${type}`
          : column.values.length !== chunk.rows
            ? `has ${column.values.length} values, and the chunk has ${chunk.rows} rows`
            : undefined
    if (reason !== undefined) throw new ChunkInvalid({ table, column: name, reason })
  }
}
