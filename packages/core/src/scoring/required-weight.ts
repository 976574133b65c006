import { ColumnTypeWrong } from '../prepare/column-type-wrong.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import { SqlColumnMissing } from './sql-column-missing.ts'

/**
 * Checks that the column with the weight of rows is there, and is a number.
 *
 * @throws SqlColumnMissing, ColumnTypeWrong
 */
export function requireWeight(weight: string | undefined, { columns }: TableSchema): void {
  if (weight === undefined) return
  const found = columns.find(({ name }) => name === weight)
  if (found === undefined) {
    const names = columns.map(({ name }) => name).filter(name => !name.startsWith('__'))
    throw new SqlColumnMissing({ where: 'features', column: weight, role: 'weight', columns: names })
  }
  if (found.type === 'number') return
  throw new ColumnTypeWrong({ column: weight, found: found.type, needed: 'the weight of rows, a number' })
}
