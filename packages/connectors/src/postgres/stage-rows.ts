import type { Delivery, StepContext } from '@sluice/core'
import { payloadRows, type PayloadRow, type PayloadValue } from '../shared/delivery/payload.ts'
import { missingKey, type Tally } from '../shared/delivery/tally.ts'
import type { PostgresColumn } from './columns.ts'
import type { Connection } from './connection.ts'
import { quoted } from './quoted.ts'

/** The temporary table that holds the rows of a delivery until they are written at once. */
export const stagingTable = 'pg_temp.sluice_staging'

const whole = new Set(['smallint', 'integer', 'bigint'])

/**
 * Loads rows into a temporary table with the types of `columns`, the key's first. Returns how many; rows that the
 * columns cannot hold are counted as rejected.
 */
export async function stageRows(
  connection: Connection,
  columns: readonly PostgresColumn[],
  delivery: Delivery,
  tally: Tally,
  { data, signal, progress }: StepContext,
): Promise<number> {
  const types = columns.map(({ name, sqlType }) => `${quoted(name)} ${sqlType}`).join(', ')
  await connection.query('staging rows', `CREATE TEMP TABLE sluice_staging (${types}) ON COMMIT DROP`)
  const insert = insertSql(columns)
  let staged = 0
  for await (const rows of payloadRows(delivery, data)) {
    signal.throwIfAborted()
    const values = columns.map((): (string | null)[] => [])
    for (const row of rows) {
      const reason = refusal(row, columns)
      if (reason !== undefined) tally.rejected(reason)
      else columns.forEach((column, i) => values[i]?.push(textOf(valueOf(row, column, i))))
    }
    const accepted = values[0]?.length ?? 0
    if (accepted > 0) {
      await connection.query('staging rows', insert, values)
      tally.request()
    }
    progress((staged += accepted), delivery.dataset.rows)
  }
  return staged
}

// Everything travels as text and is cast by the server, so any column type works and no number is rounded on the way.
function insertSql(columns: readonly PostgresColumn[]): string {
  const casts = columns.map(({ sqlType }, i) => `CAST(c${i} AS ${sqlType})`)
  const names = columns.map((_, i) => `c${i}`).join(', ')
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`).join(', ')
  return `INSERT INTO ${stagingTable} SELECT ${casts.join(', ')} FROM unnest(${arrays}) AS r(${names})`
}

/** Why the table cannot hold a row. */
function refusal(row: PayloadRow, columns: readonly PostgresColumn[]): string | undefined {
  if (row.key === undefined) return missingKey
  for (const [i, column] of columns.entries()) {
    const value = valueOf(row, column, i)
    if (typeof value === 'string' && value.includes('\0')) return `"${column.name}" has a NUL character`
    if (whole.has(column.sqlType) && value !== null && !/^-?[0-9]+$/.test(String(value))) {
      return `"${column.name}" is not a whole number`
    }
  }
  return undefined
}

function valueOf(row: PayloadRow, { name }: PostgresColumn, i: number): PayloadValue {
  return (i === 0 ? row.key : row.payload[name]) ?? null
}

function textOf(value: PayloadValue): string | null {
  return value === null ? null : String(value)
}
