import type { DataType } from '@sluice/expr'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import type { CheckScope } from './kind.ts'

const contextColumns = 5

/** The value of a column with NaN as missing, as everywhere in Sluice. */
export function valueOf(column: string, type: DataType): SqlPart {
  // DuckDB holds NaN = NaN, so nullif takes NaN away.
  return type === 'number' ? sql`nullif(${identifier(column)}, 'NaN'::DOUBLE)` : identifier(column)
}

/** The value of a column of `schema`, which must have it. */
export function columnValue(schema: TableSchema, column: string): SqlPart {
  return valueOf(column, typeOf(schema, column))
}

/** The type of a column of `schema`, which must have it. */
export function typeOf(schema: TableSchema, column: string): DataType {
  const found = schema.columns.find(({ name }) => name === column)
  if (found === undefined) throw new TypeError(`no column "${column}"`)
  return found.type
}

/** The number of rows where `condition` holds. */
export function countWhere(condition: SqlPart): SqlPart {
  // FILTER makes DuckDB copy every chunk once per aggregate: six times slower over 400 columns.
  return sql`count(CASE WHEN ${condition} THEN 1 END)`
}

/** Rows where `condition` holds: their key and `columns`, or the first columns of the table where no key is known. */
export function rowsWhere(
  { table, schema, key }: Pick<CheckScope, 'table' | 'schema' | 'key'>,
  columns: readonly string[],
  condition: SqlPart,
): SqlPart {
  const present = new Set(schema.columns.map(column => column.name))
  const context = key ?? [...present].slice(0, contextColumns)
  const shown = [...new Set([...context, ...columns])].filter(name => present.has(name))
  return sql`SELECT ${joinSql(shown.map(identifier), ', ')} FROM ${table} WHERE ${condition}`
}

/** A measure as a number; 0 when the aggregate had no rows. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0
}

/** A measure as a finite number, or undefined when the aggregate had no value. */
export function finiteOf(value: unknown): number | undefined {
  const found = typeof value === 'bigint' ? Number(value) : value
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

/** Stands in for a measure that does not apply, so that positions stay. */
export const noMeasure: SqlPart = rawSql('NULL')
