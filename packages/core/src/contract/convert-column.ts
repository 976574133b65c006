import type { DataType } from '@sluice/expr'
import type { SqlPart } from '../sql/fragment.ts'
import { rawSql, sql } from '../sql/sql.ts'

const sqlTypes: Readonly<Record<DataType, SqlPart>> = {
  number: rawSql('DOUBLE'),
  text: rawSql('VARCHAR'),
  boolean: rawSql('BOOLEAN'),
  timestamp: rawSql('TIMESTAMP'),
}

/** A missing value of a type. */
export function missingOf(type: DataType): SqlPart {
  return sql`NULL::${sqlTypes[type]}`
}

/** SQL that gives a value as another type, missing where it has no meaning there. */
export function convert(value: SqlPart, from: DataType, to: DataType): SqlPart {
  if (from === to) return to === 'number' ? sql`nullif(${value}, 'NaN'::DOUBLE)` : value
  if (to === 'text') return sql`${value}::VARCHAR`
  if (from === 'text') {
    return convert(sql`TRY_CAST(trim(${value}) AS ${sqlTypes[to]})`, to, to)
  }
  if (from === 'boolean' && to === 'number') return sql`${value}::INTEGER::DOUBLE`
  if (from === 'number' && to === 'boolean') return sql`CASE ${value} WHEN 1 THEN true WHEN 0 THEN false END`
  return missingOf(to)
}
