import type { DataSession } from '../data/session.ts'
import type { BoundSql } from './feature-sql.ts'
import { SqlColumnMissing } from './sql-column-missing.ts'

/** What the columns of a definition's SQL have to be. */
export interface RequiredColumns {
  readonly pipeline: string
  readonly key: string
  /** Absent where no labels are made. */
  readonly target?: string
}

/** Throws {@link SqlColumnMissing} where the SQL lacks the key or the target; nothing but its columns is looked at. */
export async function requireColumns(
  { features, label }: BoundSql,
  { pipeline, key, target }: RequiredColumns,
  data: DataSession,
): Promise<void> {
  const needed = [
    { part: 'features', query: features, column: key, role: 'key' },
    ...(target === undefined
      ? []
      : ([
          { part: 'label', query: label, column: key, role: 'key' },
          { part: 'label', query: label, column: target, role: 'target' },
        ] as const)),
  ] as const
  for (const { part, query, column, role } of needed) {
    const columns = (await data.describe(query)).columns.map(({ name }) => name)
    // As in SQL, letter case makes no difference.
    if (columns.some(name => name.toLowerCase() === column.toLowerCase())) continue
    throw new SqlColumnMissing({ where: `${pipeline}: ${part}`, column, role, columns })
  }
}
