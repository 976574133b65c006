import { join } from 'node:path'
import type { Source } from '@sluice/core'
import { csv } from '../csv/source.ts'
import { duckdbTable } from '../duckdb/source.ts'
import { jsonLines } from '../json-lines/source.ts'
import { parquet } from '../parquet/source.ts'
import { postgresTable } from '../postgres/source.ts'
import { warehouseSchema, type Warehouse } from './warehouse.ts'

type FilesWarehouse = Extract<Warehouse, { readonly kind: 'files' }>
type Openers<W extends Warehouse, K extends 'kind' | 'format'> = {
  readonly [N in W[K & keyof W] & string]: (warehouse: Extract<W, Record<K, N>>, table: string) => Source
}

const systems: Openers<Warehouse, 'kind'> = {
  duckdb: ({ kind: _, ...warehouse }, table) => duckdbTable({ ...given(warehouse), table }),
  postgres: ({ kind: _, ...warehouse }, table) => postgresTable({ ...given(warehouse), table }),
  files: (warehouse, table) => open(formats, warehouse.format, warehouse, table),
}

const formats: Openers<FilesWarehouse, 'format'> = {
  csv: ({ kind: _, format: __, folder, ...options }, table) => csv(join(folder, table), given(options)),
  jsonl: ({ kind: _, format: __, folder, ...options }, table) =>
    jsonLines(join(folder, table), given(options)),
  parquet: ({ folder }, table) => parquet(join(folder, table)),
}

/**
 * A table of a warehouse that comes as a parameter, so that one pipeline reads each client's own system.
 * `source.schema` is the zod schema of such a parameter.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { source } from '@sluice/connectors'
 *
 * const warehouse = source.schema.parse({ kind: 'postgres', url: 'env:ALPINE_WAREHOUSE' })
 * assert.equal(source(warehouse, 'orders').table, 'public.orders')
 * ```
 */
export const source = Object.assign(
  (warehouse: Warehouse, table: string): Source => open(systems, warehouse.kind, warehouse, table),
  { schema: warehouseSchema },
)

function open(
  openers: Readonly<Record<string, (warehouse: never, table: string) => Source>>,
  name: string,
  warehouse: Warehouse,
  table: string,
): Source {
  const opener = openers[name] as (warehouse: Warehouse, table: string) => Source
  return opener(warehouse, table)
}

/** An object without the options that are undefined. */
function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}
