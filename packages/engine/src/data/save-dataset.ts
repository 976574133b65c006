import type { DatasetRef, SqlStatement, TableSchema } from '@sluice/core'
import { profileFile } from '../profile/profile-file.ts'
import type { DatasetStore } from '../store/store.ts'
import { canonicalQuery } from './canonical-query.ts'
import type { Connection } from './connection.ts'
import { datasetSql } from './dataset-sql.ts'
import type { FailedStatement } from './duckdb-error.ts'
import { literal, quoted } from './statement.ts'

const rowGroupRows = 122_880
// zstd at level 1 is as fast as snappy here and makes files a third smaller (docs/decisions/0001).
const format = `FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE ${rowGroupRows}`

interface WrittenFile {
  readonly rows: number
  /** True when every row group but the last is full: then equal rows in equal order give equal bytes. */
  readonly regular: boolean
  /** Missing values by the position of the column. */
  readonly missing: readonly number[]
}

/** Runs a query into a Parquet file of canonical types and stores it under its digest, with its profile beside it. */
export async function saveDataset(
  connection: Connection,
  store: DatasetStore,
  query: SqlStatement,
): Promise<DatasetRef> {
  const { statement, schema, failed } = await canonicalQuery(connection, query)
  const first = await store.stage()
  const second = await store.stage()
  try {
    await copyTo(connection, statement, first.path, failed)
    const written = await inspect(connection, first.path, failed)
    if (!written.regular) await regroup(connection, { from: first.path, to: second.path, schema, failed })
    const staged = written.regular ? first : second
    const profile = store.keepProfile && (await profileFile(connection, staged.path, schema))
    const { digest, bytes } = await staged.commit()
    if (profile !== undefined) await store.keepProfile?.(digest, profile)
    return { kind: 'dataset', digest, rows: written.rows, bytes, schema: withNullability(schema, written) }
  } finally {
    await first.discard()
    await second.discard()
  }
}

async function copyTo(
  connection: Connection,
  { text, values }: SqlStatement,
  path: string,
  failed: FailedStatement,
): Promise<void> {
  await connection.run({ text: `COPY (${text}) TO ${literal(path)} (${format})`, values }, failed)
}

/**
 * Threads write row groups wherever their share of the rows ends, so a file depends on their timing. Sorting by
 * the row number gives full row groups again, for about the cost of the first writing; only files of several row
 * groups from a query without ORDER BY need it.
 */
async function regroup(
  connection: Connection,
  options: {
    readonly from: string
    readonly to: string
    readonly schema: TableSchema
    readonly failed: FailedStatement
  },
): Promise<void> {
  const list = options.schema.columns.map(({ name }, i) => `c${i} AS ${quoted(name)}`).join(', ')
  const names = options.schema.columns.map((_, i) => `c${i}`).join(', ')
  const numbered = `SELECT *, row_number() OVER () FROM (FROM ${datasetSql(options.from)}) AS t(${names})`
  const text = `SELECT ${list} FROM (${numbered}) AS n(${names}, position) ORDER BY position`
  await copyTo(connection, { text, values: [] }, options.to, options.failed)
}

async function inspect(connection: Connection, path: string, failed: FailedStatement): Promise<WrittenFile> {
  const text = `
    SELECT column_id, sum(row_group_num_rows)::DOUBLE AS rows, sum(stats_null_count)::DOUBLE AS missing,
      count(*) FILTER (row_group_num_rows <> ${rowGroupRows} AND row_group_id < last) = 0 AS regular
    FROM (SELECT *, max(row_group_id) OVER () AS last FROM parquet_metadata(${literal(path)}))
    GROUP BY column_id ORDER BY column_id`
  const columns = await (await connection.run({ text, values: [] }, failed)).getRowObjectsJS()
  const [first] = columns
  if (first === undefined) return { rows: 0, regular: true, missing: [] }
  return {
    rows: Number(first['rows']),
    regular: first['regular'] === true,
    missing: columns.map(column => Number(column['missing'])),
  }
}

/** The schema as observed: a column is nullable when values of it are missing. */
function withNullability(schema: TableSchema, { missing }: WrittenFile): TableSchema {
  return { columns: schema.columns.map((column, i) => ({ ...column, nullable: (missing[i] ?? 0) > 0 })) }
}
