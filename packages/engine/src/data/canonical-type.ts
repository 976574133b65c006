import type { DataType } from '@sluice/expr'

/** How a DuckDB type enters Sluice: its canonical type and the SQL that converts a column of it. */
export interface Conversion {
  readonly type: DataType
  /** Converts a column, given as SQL, to the canonical DuckDB type. */
  readonly sql: (column: string) => string
}

const asIs = (column: string) => column
const toDouble: Conversion = { type: 'number', sql: column => `${column}::DOUBLE` }
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
  BIGINT: toDouble,
  UBIGINT: toDouble,
  FLOAT: toDouble,
  // Integers above 2^53 round to the nearest double through text; the direct casts of the wide types do not always.
  HUGEINT: decimalToDouble,
  UHUGEINT: decimalToDouble,
  BIGNUM: decimalToDouble,
  DECIMAL: decimalToDouble,
  DOUBLE: { type: 'number', sql: asIs },
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

/** The conversion for a type as `DESCRIBE` prints it, or undefined when the type has no canonical form. */
export function conversionOf(duckdbType: string): Conversion | undefined {
  if (duckdbType.endsWith(']')) return undefined
  const name = duckdbType.replace(/\(.*\)$/s, '')
  return Object.hasOwn(conversions, name) ? conversions[name] : undefined
}
