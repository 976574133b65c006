import type { DatasetRef, TableSchema } from '@sluice/core'

/** A step's output as JSON, with what stands for a table or a file in one line each. */
export function outputText(output: unknown): string {
  return JSON.stringify(output, (_key, value: unknown) => short(value), 2)
}

function short(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Readonly<Record<string, unknown>>
  if (fields['kind'] === 'dataset') {
    const { digest, rows, schema } = value as DatasetRef
    return `dataset ${digest.slice(0, 12)}, ${rows} rows: ${columnsText(schema)}`
  }
  if (fields['kind'] === 'artifact') return `artifact ${String(fields['digest']).slice(0, 12)}`
  return isSchema(value) ? columnsText(value) : value
}

function isSchema(value: object): value is TableSchema {
  return 'columns' in value && Array.isArray(value.columns) && Object.keys(value).length === 1
}

/** Columns in one line, `?` behind those that may be missing. */
export function columnsText({ columns }: TableSchema): string {
  return columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '?' : ''}`).join(', ')
}
