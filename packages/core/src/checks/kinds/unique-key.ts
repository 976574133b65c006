import { identifier, joinSql, sql } from '../../sql/sql.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns } from '../check-invalid.ts'
import { count } from '../wording.ts'
import { columnValue, numberOf } from './column-sql.ts'
import type { CheckKind, CheckScope } from './kind.ts'
import { namedAll } from './named.ts'

/** No two rows have the same key. Rows with a missing part of the key are left to `notNull`. */
export interface UniqueKeyCheck extends CheckBase {
  readonly kind: 'unique-key'
  readonly columns: readonly string[]
}

/** Declares that `columns` together identify a row. Severity: block. */
export function uniqueKey(
  columns: string | readonly string[],
  options: Partial<Pick<CheckBase, 'name' | 'severity'>> = {},
): UniqueKeyCheck {
  const list = typeof columns === 'string' ? [columns] : columns
  assertColumns('uniqueKey', list)
  return Object.freeze({
    kind: 'unique-key',
    name: `unique-key(${list.join(', ')})`,
    columns: list,
    ...options,
  })
}

export const uniqueKeyKind: CheckKind<UniqueKeyCheck> = {
  kind: 'unique-key',
  severity: 'block',
  needsRows: true,
  columns: ({ columns }) => columns.map(name => ({ name })),
  measures({ columns }, scope) {
    const values = columns.map(column => columnValue(scope.schema, column))
    const key = values.length === 1 ? joinSql(values, '') : sql`row(${joinSql(values, ', ')})`
    const keyed = sql`CASE WHEN ${present(columns, scope)} THEN ${key} END`
    return [sql`count(${keyed})`, sql`count(DISTINCT ${keyed})`]
  },
  judge({ columns }, { values }, scope) {
    const [keyed, distinct] = values.map(numberOf) as [number, number]
    const key = namedAll(scope, columns)
    const base = { severity: 'block', observed: keyed - distinct, expected: 'no repeated key' } as const
    const column = columns.length === 1 ? { column: columns[0] as string } : {}
    if (keyed === distinct) {
      return [{ ...base, ...column, status: 'passed', message: `${key} is unique in ${count(keyed)} rows` }]
    }
    const repeated = keyed - distinct
    const message =
      `${key} is not unique: ${count(repeated)} of ${count(keyed)} rows repeat the key of another row. ` +
      `Find out whether rows were loaded twice, or add a column to the key`
    return [{ ...base, ...column, status: 'failed', message, offending: repeatedKeys(columns, scope) }]
  },
}

function present(columns: readonly string[], { schema }: CheckScope): SqlPart {
  return joinSql(
    columns.map(column => sql`${columnValue(schema, column)} IS NOT NULL`),
    ' AND ',
  )
}

function repeatedKeys(columns: readonly string[], scope: CheckScope): SqlPart {
  const key = joinSql(columns.map(identifier), ', ')
  // The name must differ from every column of the key.
  const times = identifier(columns.includes('times') ? 'times it occurs' : 'times')
  return sql`SELECT ${key}, count(*) AS ${times} FROM ${scope.table} WHERE ${present(columns, scope)}
    GROUP BY ${key} HAVING count(*) > 1 ORDER BY ${times} DESC, ${key}`
}
