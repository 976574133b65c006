import { DeliveryInvalid } from '../errors/delivery-invalid.ts'
import { qualified, type PostgresColumn, type TableName } from './columns.ts'
import { quoted } from './quoted.ts'

/** A column that has one value in all rows of a delivery: whose they are, and for which interval. */
export interface ScopeColumn {
  readonly name: string
  readonly sqlType: 'text' | 'timestamptz'
  readonly value: string
}

/** The values of scope columns in the order of their placeholders. */
export function scopeValues(scope: readonly ScopeColumn[]): readonly string[] {
  return scope.map(({ value }) => value)
}

/** Deletes rows of the scope whose key is not among the staged rows. */
export function staleSql(
  {
    name,
    key,
    scope,
  }: { readonly name: TableName; readonly key: string; readonly scope: readonly ScopeColumn[] },
  stagingTable: string,
): string {
  const own = scope.map(
    ({ name: column, sqlType }, i) => `t.${quoted(column)} = CAST($${i + 1} AS ${sqlType})`,
  )
  const staged = `SELECT FROM ${stagingTable} s WHERE s.${quoted(key)} = t.${quoted(key)}`
  return `DELETE FROM ${qualified(name)} t WHERE ${own.join(' AND ')} AND NOT EXISTS (${staged})`
}

/** Throws where the table lacks a scope column, or one has the name of the key or of a field. */
export function requireScope(
  scope: readonly ScopeColumn[],
  existing: readonly PostgresColumn[],
  delivered: readonly string[],
  destination: string,
): void {
  for (const { name } of scope) {
    const found = existing.some(column => column.name === name)
    if (found && !delivered.includes(name)) continue
    const reason = found
      ? `the column "${name}" would hold the interval or deployment and a delivered value: name one otherwise`
      : `the table has no column "${name}" (it has ${existing.map(known => known.name).join(', ')})`
    throw new DeliveryInvalid({ destination, reason })
  }
}
