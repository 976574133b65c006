import type { DataType } from '@sluice/expr'

/** How a DuckDB type enters Sluice: its canonical type and the SQL that converts a column of it. */
export interface Conversion {
  readonly type: DataType
  /** Converts a column, given as SQL and by its position in the query, to the canonical DuckDB type. */
  readonly sql: (column: string, position: number) => string
}

/** Starts the text of the error that a query raises for an integer above 2^53; the column's position follows. */
export const inexactMarker = 'sluice: inexact integer in column '

const asIs = (column: string) => column
const toDouble: Conversion = { type: 'number', sql: column => `${column}::DOUBLE` }
// NaN is missing everywhere in Sluice; DuckDB's own functions treat it as the largest number.
const withoutNaN = (column: string) => `nullif(${column}, 'NaN'::DOUBLE)`
const floating: Conversion = { type: 'number', sql: column => withoutNaN(`${column}::DOUBLE`) }
// Rounding could make two keys equal, so a BIGINT that no double holds stops the query (see duckdb-error.ts).
const bigInteger: Conversion = {
  type: 'number',
  sql: (column, position) =>
    `CASE WHEN ${column} NOT BETWEEN ${-Number.MAX_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER} ` +
    `THEN error('${inexactMarker}${position}') ELSE ${column}::DOUBLE END`,
}
// DuckDB's cast of DECIMAL to DOUBLE is not correctly rounded (6.8 % of random doubles change); through text it is.
const decimalToDouble: Conversion = { type: 'number', sql: column => `${column}::VARCHAR::DOUBLE` }
const toText: Conversion = { type: 'text', sql: column => `${column}::VARCHAR` }
const toTimestamp: Conversion = { type: 'timestamp', sql: column => `${column}::TIMESTAMP` }

const conversions: Readonly<Record<string, Conversion>> = {
  TINYINT: toDouble,
  SMALLINT: toDouble,
  INTEGER: toDouble,
  UTINYINT: toDouble,
  USMALLINT: toDouble,
  UINTEGER: toDouble,
  BIGINT: bigInteger,
  UBIGINT: bigInteger,
  FLOAT: floating,
  // Integers above 2^53 round to the nearest double through text; the direct casts of the wide types do not always.
  HUGEINT: decimalToDouble,
  UHUGEINT: decimalToDouble,
  BIGNUM: decimalToDouble,
  DECIMAL: decimalToDouble,
  DOUBLE: { type: 'number', sql: withoutNaN },
  VARCHAR: { type: 'text', sql: asIs },
  ENUM: toText,
  UUID: toText,
  JSON: toText,
  BOOLEAN: { type: 'boolean', sql: asIs },
  DATE: toTimestamp,
  TIMESTAMP: { type: 'timestamp', sql: asIs },
  TIMESTAMP_S: toTimestamp,
  TIMESTAMP_MS: toTimestamp,
  TIMESTAMP_NS: toTimestamp,
  'TIMESTAMP WITH TIME ZONE': toTimestamp,
  // A bare NULL literal in a query.
  '"NULL"': { type: 'text', sql: column => `${column}::VARCHAR` },
}

/** DuckDB's types of canonical columns. */
export const duckdbTypes: Readonly<Record<DataType, string>> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
}

// A DECIMAL of at most 15 digits is a quotient of two exact doubles, which DuckDB's cast rounds correctly, and it
// is several times faster than the way through text.
const exactDecimal = /^DECIMAL\((?:[1-9]|1[0-5]),\d+\)$/

const nested = (type: string) => /\[\d*\]$|^(STRUCT|MAP|UNION|VARIANT)/.test(type)

const casts: Readonly<Record<string, (column: string) => string>> = {
  INTERVAL: column => `epoch(${column})`,
  BLOB: column => `hex(${column})`,
  BIT: column => `${column}::VARCHAR`,
}

/** What to write in a query for a column whose type has no canonical form. */
export function castFor(column: string, duckdbType: string): string {
  if (nested(duckdbType)) return `to_json(${column})::VARCHAR`
  const cast = Object.hasOwn(casts, duckdbType) ? casts[duckdbType] : undefined
  return cast?.(column) ?? `${column}::VARCHAR`
}

/** The conversion for a type as `DESCRIBE` prints it, or undefined when the type has no canonical form. */
export function conversionOf(duckdbType: string): Conversion | undefined {
  if (duckdbType.endsWith(']')) return undefined
  if (exactDecimal.test(duckdbType)) return toDouble
  const name = duckdbType.replace(/\(.*\)$/s, '')
  return Object.hasOwn(conversions, name) ? conversions[name] : undefined
}
