import type { ReadContext, ReadRequest, Source, SourceSnapshot, TableWriter, WantedTypes } from '@sluice/core'
import { SourceColumnInvalid } from '../errors/source-column-invalid.ts'
import { logTimeless, requestedColumns, schemaOf } from '../shared/relation.ts'
import { ChunkQueue } from './chunk-queue.ts'
import { qualified, tableColumns, withTypes, type PostgresColumn, type TableName } from './columns.ts'
import { connect, type Connection, type ConnectionOptions } from './connection.ts'
import { CopyOut } from './copy-out.ts'
import { quoted } from './quoted.ts'
import { RowDecoder } from './row-decoder.ts'

/** Opens one read-only snapshot of a database for all reads of a run. */
export async function openDatabase(
  url: string,
  options: ConnectionOptions,
  context: ReadContext,
): Promise<SourceSnapshot> {
  const begin = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY'
  const connection = await connect(context.secret(url), begin, options, context.signal)
  return {
    schema: async (source, types) => schemaOf(await columnsOf(connection, source, types)),
    read: (source, request) => readTable(connection, source, request, context),
    close: () => connection.close(),
  }
}

function tableOf({ describe, table }: Source): TableName {
  return { schema: String(describe['schema']), table: String(describe['table'] ?? table) }
}

async function columnsOf(
  connection: Connection,
  source: Source,
  types: WantedTypes = {},
): Promise<readonly PostgresColumn[]> {
  return withTypes(await tableColumns(connection, tableOf(source)), types)
}

async function readTable(
  connection: Connection,
  source: Source,
  request: ReadRequest,
  context: ReadContext,
): Promise<void> {
  const table = tableOf(source)
  const columns = await columnsOf(connection, source, request.types)
  const { wanted, time } = requestedColumns(`${table.schema}.${table.table}`, columns, request)
  const writer = await context.data.writer(request.into, schemaOf(wanted))
  const list = wanted.map(column => column.send).join(', ')
  const rows = time === undefined ? '' : ` WHERE ${within(time, request)}`
  const query = `SELECT ${list} FROM ${qualified(table)}${rows}`
  await copyInto(writer, wanted, query, connection, source.table, context)
  await writer.close()
  if (time === undefined || !time.nullable) return
  const [missing] = (
    await connection.query<{ n: string }>(
      `counting rows of ${source.table}`,
      `SELECT count(*) AS n FROM ${qualified(table)} WHERE ${quoted(time.name)} IS NULL`,
    )
  ).rows
  logTimeless(context.log, source.table, time.name, Number(missing?.n ?? 0))
}

async function copyInto(
  writer: TableWriter,
  columns: readonly PostgresColumn[],
  query: string,
  connection: Connection,
  table: string,
  { progress, log }: ReadContext,
): Promise<void> {
  const queue = new ChunkQueue()
  const decoder = new RowDecoder(columns, {
    emit: chunk => queue.push(chunk),
    refuseInteger: name => refuseInteger(table, columns, name),
  })
  const copy = new CopyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`, bytes => decoder.push(bytes))
  queue.control(copy)
  connection.client.query(copy)
  void copy.done
    .then(() => decoder.flush())
    .then(
      () => queue.end(),
      (error: unknown) => queue.end(error),
    )
  let rows = 0
  try {
    for await (const chunk of queue) {
      await writer.write(chunk)
      progress((rows += chunk.rows))
    }
  } catch (error) {
    throw connection.failure(error, `reading ${table}`)
  } finally {
    copy.resume()
  }
  const { infiniteTimes } = decoder
  if (infiniteTimes > 0) log(`took ${infiniteTimes} infinite times of ${table} as missing`, { infiniteTimes })
}

function refuseInteger(table: string, columns: readonly PostgresColumn[], column: string): never {
  const found = columns.map(({ name }) => name)
  const reason =
    'holds an integer beyond ±(2^53 − 1), which a number does not hold exactly: declare it as text'
  throw new SourceColumnInvalid({ table, column, reason, found })
}

function within(time: PostgresColumn, { time: bounds }: ReadRequest): string {
  // A literal of the column's own kind keeps an index on it usable.
  const zoned = time.sqlType === 'timestamp with time zone'
  const literal = (date: Date) =>
    zoned ? `timestamptz '${date.toISOString()}'` : `timestamp '${date.toISOString().slice(0, -1)}'`
  const column = quoted(time.name)
  const before = bounds === undefined ? 'true' : `${column} < ${literal(bounds.to)}`
  return bounds?.from === undefined ? before : `${before} AND ${column} >= ${literal(bounds.from)}`
}
