import { canonicalJson, sha256, type ColumnSchema, type DatasetRef, type TableSchema } from '@sluice/core'
import { GivenRowsInvalid } from './given-rows-invalid.ts'

/** A row of a dataset that a test gives. */
export type GivenRow = Readonly<Record<string, string | number | boolean | Date | null | undefined>>

const content = Symbol('rows of a dataset that a test gives')

/** A reference that carries its rows; they become a file when a step reads them. */
export interface GivenDataset extends DatasetRef {
  readonly [content]: readonly GivenRow[]
}

/**
 * A dataset for a test: give it where a step's output is or holds a dataset. Types of columns are those of their values;
 * name them for columns without a value.
 *
 * @throws GivenRowsInvalid for a column with values of several types, or without a value and a type
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { dataset } from '@sluice/engine'
 *
 * const orders = dataset([{ id: 'a', spent: 3 }, { id: 'b', spent: null }])
 * assert.deepEqual([orders.rows, orders.schema.columns.map(({ type }) => type)], [2, ['text', 'number']])
 * ```
 */
export function dataset(
  rows: readonly GivenRow[],
  types: Readonly<Record<string, ColumnSchema['type']>> = {},
): DatasetRef {
  const schema = schemaOf(rows, types)
  const digest = sha256(canonicalJson({ schema, rows: rows.map(row => plainRow(row, schema)) }))
  const ref: DatasetRef = { kind: 'dataset', digest, rows: rows.length, bytes: 0, schema }
  return Object.freeze(Object.defineProperty(ref, content, { value: rows }))
}

/** All datasets with rows of their own in a value, by digest. */
export function givenDatasets(
  value: unknown,
  found = new Map<string, GivenDataset>(),
): Map<string, GivenDataset> {
  if (typeof value !== 'object' || value === null) return found
  if (content in value) found.set((value as GivenDataset).digest, value as GivenDataset)
  else for (const child of Object.values(value)) givenDatasets(child, found)
  return found
}

/** The rows of a dataset that a test gave. */
export function rowsOf(given: GivenDataset): readonly GivenRow[] {
  return given[content]
}

function schemaOf(
  rows: readonly GivenRow[],
  types: Readonly<Record<string, ColumnSchema['type']>>,
): TableSchema {
  const names = new Set([...Object.keys(types), ...rows.flatMap(row => Object.keys(row))])
  const columns = [...names].map((name): ColumnSchema => {
    const values = rows.map(row => row[name])
    const present = values.filter(value => value !== null && value !== undefined)
    const found = [...new Set(present.map(typeOf))]
    const type = types[name] ?? found[0]
    if (type === undefined) throw new GivenRowsInvalid({ column: name, found: [] })
    if (found.some(each => each !== type)) {
      throw new GivenRowsInvalid({ column: name, found: [...found, type] })
    }
    return { name, type, nullable: present.length < values.length }
  })
  return { columns }
}

function typeOf(value: string | number | boolean | Date): ColumnSchema['type'] {
  if (value instanceof Date) return 'timestamp'
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}

function plainRow(row: GivenRow, { columns }: TableSchema) {
  return columns.map(({ name }) => {
    const value = row[name] ?? null
    if (value instanceof Date) return value.toISOString()
    return Number.isNaN(value) ? null : value
  })
}
