import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment } from '../sql/fragment.ts'
import type { TableSchema } from './table-schema.ts'

const duckdbTypes = { number: 'DOUBLE', text: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' } as const

/** A query without rows whose columns are those of `schema`: for binding SQL without data. */
export function emptyTable({ columns }: TableSchema): SqlFragment {
  const list = columns.map(
    ({ name, type }) => sql`CAST(NULL AS ${rawSql(duckdbTypes[type])}) AS ${identifier(name)}`,
  )
  return sql`SELECT ${joinSql(list, ', ')} WHERE false`
}
