import type { DataSession } from '../data/session.ts'
import type { BoundSql } from './feature-sql.ts'
import { SqlColumnMissing } from './sql-column-missing.ts'

/** What the columns of a definition's SQL have to be. */
export interface RequiredColumns {
  readonly pipeline: string
  readonly key: string
  /** Absent where no labels are made. */
  readonly target?: string
  /** The column that names the group of the folds. */
  readonly group?: string | null
}

/** Throws {@link SqlColumnMissing} where the SQL lacks a column; nothing but its columns is looked at. */
export async function requireColumns(
  { features, label }: BoundSql,
  { pipeline, key, target, group = null }: RequiredColumns,
  data: DataSession,
): Promise<void> {
  const needed = [
    { part: 'features', query: features, column: key, role: 'key' },
    ...(group === null
      ? []
      : ([{ part: 'features', query: features, column: group, role: 'group of the folds' }] as const)),
    ...(target === undefined
      ? []
      : ([
          { part: 'label', query: label, column: key, role: 'key' },
          { part: 'label', query: label, column: target, role: 'target' },
        ] as const)),
  ] as const
  for (const { part, query, column, role } of needed) {
    const { columns } = await data.describe(query)
    // As in SQL, letter case makes no difference.
    const names = columns.map(({ name }) => name)
    if (names.some(name => name.toLowerCase() === column.toLowerCase())) continue
    throw new SqlColumnMissing({ where: `${pipeline}: ${part}`, column, role, columns: names })
  }
}
