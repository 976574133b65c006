import type { Chunk, ColumnSchema, TableSchema } from '@sluice/core'
import type { GivenRow } from './given-dataset.ts'

type Column = Chunk['columns'][string]

/** Rows of a test as a chunk of columns. */
export function tableOf(rows: readonly GivenRow[], { columns }: TableSchema): Chunk {
  return {
    rows: rows.length,
    columns: Object.fromEntries(columns.map(column => [column.name, columnOf(rows, column)])),
  }
}

const make = {
  number: values => ({
    type: 'number',
    values: Float64Array.from(values, value => Number(value ?? Number.NaN)),
  }),
  text: values => ({
    type: 'text',
    values: values.map(value => (value === undefined ? null : String(value))),
  }),
  boolean: values => ({
    type: 'boolean',
    values: Uint8Array.from(values, value => (value === undefined ? 2 : Number(value))),
  }),
  timestamp: values => ({
    type: 'timestamp',
    values: Float64Array.from(values, value => (value instanceof Date ? value.getTime() * 1000 : Number.NaN)),
  }),
} satisfies Record<ColumnSchema['type'], (values: readonly unknown[]) => Column>

function columnOf(rows: readonly GivenRow[], { name, type }: ColumnSchema): Column {
  return make[type](rows.map(row => row[name] ?? undefined))
}
