import type { TableSchema } from '../../schema/table-schema.ts'
import type { CheckScope } from './kind.ts'
import type { SchemaCheck } from './schema.ts'

/** The columns as they are: at the source where the dataset has one. */
export function actualColumns({ actual, schema }: CheckScope): TableSchema['columns'] {
  return (actual ?? schema).columns
}

/** Columns that are there and not declared. */
export function undeclared(check: SchemaCheck, scope: CheckScope): TableSchema['columns'] {
  const declared = new Set(check.columns.map(({ name }) => sourceOrOwn(check, scope, name)))
  return actualColumns(scope).filter(({ name }) => !declared.has(name))
}

/** The name of a declared column where it is looked for. */
export function sourceOrOwn(check: SchemaCheck, { actual }: CheckScope, column: string): string {
  const mapped = Object.hasOwn(check.mapping, column) ? check.mapping[column] : undefined
  return actual === undefined ? column : (mapped ?? column)
}

/** The metric under which a column's profile is kept. */
export function profileMetric(subject: string, column: string): string {
  return `${subject}/column/${column}`
}

/** The metric that says that an undeclared column was there. */
export function seenMetric(subject: string, column: string): string {
  return `${subject}/undeclared/${column}`
}
