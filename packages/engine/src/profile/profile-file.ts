import type { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { DatasetProfiler, type DatasetProfile, type TableSchema } from '@sluice/core'
import type { Connection } from '../data/connection.ts'
import { datasetSql } from '../data/dataset-sql.ts'
import { quoted } from '../data/statement.ts'
import { textFacts } from './text-facts.ts'

// DuckDB's vectors.
const chunkRows = 2048
const bytesOf = { number: 8, text: 8, timestamp: 8, boolean: 1 } satisfies Record<
  TableSchema['columns'][number]['type'],
  number
>

/**
 * Profiles a Parquet file of canonical types: one pass over the memory of its vectors, with hashes in place of texts, and
 * then what has to be read of texts. Within {@link Connection.exclusively}.
 */
export async function profileFile(
  connection: Connection,
  path: string,
  { columns }: TableSchema,
): Promise<DatasetProfile> {
  const profiler = new DatasetProfiler({ columns }, chunkRows)
  const list = columns.map(({ name, type }) =>
    type === 'text' ? `CASE WHEN ${quoted(name)} IS NOT NULL THEN hash(${quoted(name)}) END` : quoted(name),
  )
  const statement = { text: `SELECT ${list.join(', ')} FROM ${datasetSql(path)}`, values: [] }
  const result = await connection.stream(statement)
  const fetch = () => connection.translated({ statement }, () => result.fetchChunk())
  let next: Promise<DuckDBDataChunk | null> = fetch()
  for (;;) {
    const chunk = await next
    if (chunk === null || chunk.rowCount === 0) break
    next = fetch()
    next.catch(() => undefined)
    const { rowCount: rows } = chunk
    profiler.add(rows, i => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, i)
      const type = (columns[i] as TableSchema['columns'][number]).type
      return {
        bytes: duckdb.vector_get_data(vector, rows * bytesOf[type]),
        present: duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) ?? null,
      }
    })
  }
  return profiler.profile(await textFacts(connection, path, profiler.texts()))
}
