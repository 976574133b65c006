import { quote } from '../wording.ts'
import type { CheckScope } from './kind.ts'

/** A column as people at the source know it, with the pipeline's name where that differs. */
export function named({ names }: Pick<CheckScope, 'names'>, column: string): string {
  const atSource = names?.[column]
  if (atSource === undefined || atSource === column) return quote(column)
  return `${quote(atSource)} (read as ${quote(column)})`
}

/** Columns as {@link named}, with commas. */
export function namedAll(scope: Pick<CheckScope, 'names'>, columns: readonly string[]): string {
  return columns.map(column => named(scope, column)).join(', ')
}
