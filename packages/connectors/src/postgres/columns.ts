import type { DataType } from '@sluice/expr'
import type { ColumnSchema, WantedTypes } from '@sluice/core'
import { SourceTableMissing } from '../errors/source-table-missing.ts'
import { bySimilarity } from '../shared/similar-names.ts'
import type { Connection } from './connection.ts'
import { quoted } from './quoted.ts'

/** How a value arrives in binary COPY: numbers as 8 bytes, or as text where that is the exact way. */
export type Wire = 'float8' | 'int8' | 'number-text' | 'text' | 'boolean' | 'timestamp'

/** A column of a table with the SQL that sends it. */
export interface PostgresColumn extends ColumnSchema {
  readonly wire: Wire
  readonly send: string
  /** True for integers, which are text exactly when that is wanted. */
  readonly isInteger: boolean
  /** Type without length or precision, as SQL names it; a cast to it never shortens. */
  readonly sqlType: string
}

/** A table or view by schema and name. */
export interface TableName {
  readonly schema: string
  readonly table: string
}

interface CatalogRow {
  readonly name: string
  readonly notnull: boolean
  readonly type: string
  readonly category: string
  readonly kind: string
}

type Sending = readonly [type: DataType, wire: Wire, send: (column: string) => string]

const int8: Sending = ['number', 'int8', column => `${column}::int8`]
const float8: Sending = ['number', 'float8', column => `${column}::float8`]
const text: Sending = ['text', 'text', column => `${column}::text`]
const json: Sending = ['text', 'text', column => `to_json(${column})::text`]

const sendings: Readonly<Record<string, Sending>> = {
  boolean: ['boolean', 'boolean', column => `${column}::boolean`],
  smallint: int8,
  integer: int8,
  bigint: int8,
  oid: int8,
  real: float8,
  'double precision': float8,
  // The server's own cast fails where a numeric is outside of the range of a double.
  numeric: ['number', 'number-text', column => `${column}::text`],
  money: ['number', 'number-text', column => `${column}::numeric::text`],
  date: ['timestamp', 'timestamp', column => `${column}::timestamp`],
  'timestamp without time zone': ['timestamp', 'timestamp', column => `${column}::timestamp`],
  'timestamp with time zone': ['timestamp', 'timestamp', column => `${column}::timestamptz`],
}

// Domains are followed to their base type.
const catalogQuery = `
  WITH RECURSIVE resolved AS (
    SELECT a.attnum, a.attname, a.attnotnull, a.atttypid AS typid
    FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT r.attnum, r.attname, r.attnotnull OR t.typnotnull, t.typbasetype
    FROM resolved r JOIN pg_type t ON t.oid = r.typid WHERE t.typtype = 'd'
  )
  SELECT r.attname AS name, r.attnotnull AS notnull, format_type(t.oid, -1) AS type,
    t.typcategory AS category, t.typtype AS kind
  FROM resolved r JOIN pg_type t ON t.oid = r.typid WHERE t.typtype <> 'd' ORDER BY r.attnum`

const tablesQuery = `
  SELECT CASE WHEN n.nspname = $1 THEN c.relname ELSE n.nspname || '.' || c.relname END AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%'`

/**
 * The columns of a table, view or foreign table.
 *
 * @throws SourceTableMissing with similar names.
 */
export async function tableColumns(
  connection: Connection,
  table: TableName,
): Promise<readonly PostgresColumn[]> {
  const columns = await existingColumns(connection, table)
  if (columns !== undefined) return columns
  const { rows } = await connection.query<{ name: string }>('listing tables', tablesQuery, [table.schema])
  const found = bySimilarity(
    table.table,
    rows.map(row => row.name),
  )
  throw new SourceTableMissing({
    database: connection.name,
    table: `${table.schema}.${table.table}`,
    found,
  })
}

/** The columns of a table, or undefined when there is no such table. */
export async function existingColumns(
  connection: Connection,
  table: TableName,
): Promise<readonly PostgresColumn[] | undefined> {
  const { rows } = await connection.query<CatalogRow>('reading the columns', catalogQuery, [qualified(table)])
  return rows.length === 0 ? undefined : rows.map(columnOf)
}

/** The columns with integers as text where that is wanted, such as for keys. */
export function withTypes(columns: readonly PostgresColumn[], types: WantedTypes): readonly PostgresColumn[] {
  return columns.map(column =>
    column.isInteger && types[column.name] === 'text'
      ? { ...column, type: 'text', wire: 'text', send: `${quoted(column.name)}::text` }
      : column,
  )
}

/** A table's name as SQL. */
export function qualified({ schema, table }: TableName): string {
  return `${quoted(schema)}.${quoted(table)}`
}

function columnOf({ name, notnull, type: sqlType, category, kind }: CatalogRow): PostgresColumn {
  const isNested = category === 'A' || kind === 'c'
  const [type, wire, send] = sendings[sqlType] ?? (isNested ? json : text)
  const isInteger = wire === 'int8'
  return { name, type, nullable: !notnull, wire, send: send(quoted(name)), isInteger, sqlType }
}
