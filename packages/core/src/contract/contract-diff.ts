import type { ColumnSchema, TableSchema } from '../schema/table-schema.ts'
import { quote } from '../checks/wording.ts'

/** A declared column with its name at the source. */
export interface ExpectedColumn extends Pick<ColumnSchema, 'name' | 'type'> {
  readonly sourceName: string
}

const shown = 12

/**
 * How a table differs from what is declared, a line each: `−` for what is gone, `~` for another type, `+` for what is new.
 * `isNew` leaves out undeclared columns that were there before.
 */
export function contractDiff(
  expected: readonly ExpectedColumn[],
  actual: TableSchema,
  isNew: (column: string) => boolean = () => true,
): readonly string[] {
  const found = new Map(actual.columns.map(({ name, type }) => [name, type]))
  const declared = new Set(expected.map(({ sourceName }) => sourceName))
  const gone = expected.filter(({ sourceName }) => !found.has(sourceName))
  const retyped = expected.filter(
    ({ sourceName, type }) => found.has(sourceName) && found.get(sourceName) !== type,
  )
  const added = actual.columns.filter(({ name }) => !declared.has(name) && isNew(name))
  const lines = [
    ...gone.map(({ sourceName, type }) => `− ${quote(sourceName)} ${type}`),
    ...retyped.map(({ sourceName, type }) => `~ ${quote(sourceName)} ${type} → ${found.get(sourceName)}`),
    ...added.map(({ name, type }) => `+ ${quote(name)} ${type}`),
  ]
  return lines.length <= shown ? lines : [...lines.slice(0, shown), `… and ${lines.length - shown} more`]
}
