import type { DataType } from '@sluice/expr'
import { identifier, sql } from '@sluice/core'
import type { DataSession, SqlPart } from '@sluice/core'
import type { RelationColumn } from './relation.ts'

type Convert = (column: SqlPart) => SqlPart

const asIs: Convert = column => column
const toDouble: Convert = column => sql`CAST(${column} AS DOUBLE)`
// DuckDB's direct casts of DECIMAL and of integers above 64 bits to DOUBLE are not correctly rounded; text is.
const throughText: Convert = column => sql`CAST(CAST(${column} AS VARCHAR) AS DOUBLE)`
const toText: Convert = column => sql`CAST(${column} AS VARCHAR)`
const toTimestamp: Convert = column => sql`CAST(${column} AS TIMESTAMP)`
// A cast would read the instant in the session's time zone.
const toUtc: Convert = column => sql`timezone('UTC', ${column})`
const toJson: Convert = column => sql`CAST(to_json(${column}) AS VARCHAR)`

const conversions: Readonly<Record<string, readonly [type: DataType, convert: Convert]>> = {
  ...each(['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER'], 'number', toDouble),
  ...each(['FLOAT'], 'number', toDouble),
  // The session converts them, and refuses those that a number does not hold exactly.
  ...each(['BIGINT', 'UBIGINT'], 'number', asIs),
  ...each(['DECIMAL', 'HUGEINT', 'UHUGEINT', 'BIGNUM'], 'number', throughText),
  ...each(['DOUBLE'], 'number', asIs),
  ...each(['VARCHAR'], 'text', asIs),
  ...each(['BOOLEAN'], 'boolean', asIs),
  ...each(['TIMESTAMP'], 'timestamp', asIs),
  ...each(['DATE', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'], 'timestamp', toTimestamp),
  ...each(['TIMESTAMP WITH TIME ZONE'], 'timestamp', toUtc),
  ...each(['STRUCT', 'MAP', 'UNION'], 'text', toJson),
}

const isInteger = (columnType: string) => /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/.test(columnType)

/** The columns of a table expression of the session, with the conversion of each to its canonical type. */
export async function duckdbColumns(data: DataSession, from: SqlPart): Promise<readonly RelationColumn[]> {
  const described = await data.rows(
    sql<{ column_name: string; column_type: string; null: string }>`DESCRIBE SELECT * FROM ${from}`,
  )
  return described.map(({ column_name: name, column_type, null: nullable }) => {
    const [type, convert] = conversionOf(column_type)
    const column = { name, type, nullable: nullable !== 'NO', value: convert(identifier(name)) }
    return isInteger(column_type) ? { ...column, text: toText(identifier(name)) } : column
  })
}

/** Lists become JSON text; types without a canonical form (TIME, INTERVAL, BLOB, UUID, ENUM …) their text. */
function conversionOf(columnType: string): readonly [DataType, Convert] {
  if (columnType.endsWith(']')) return ['text', toJson]
  const name = columnType.replace(/\(.*$/s, '')
  return conversions[name] ?? ['text', toText]
}

function each(names: readonly string[], type: DataType, convert: Convert) {
  return Object.fromEntries(names.map(name => [name, [type, convert] as const]))
}
