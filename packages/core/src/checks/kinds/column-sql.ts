import type { DataType } from '@sluice/expr'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, rawSql, sql } from '../../sql/sql.ts'

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

/** `count(*)` of the rows where `condition` holds. */
export function countWhere(condition: SqlPart): SqlPart {
  return sql`count(*) FILTER (WHERE ${condition})`
}

/** All rows of `table` where `condition` holds. */
export function rowsWhere(table: SqlPart, condition: SqlPart): SqlPart {
  return sql`SELECT * FROM ${table} WHERE ${condition}`
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
