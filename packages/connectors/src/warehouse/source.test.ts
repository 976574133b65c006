import { describe, expect, test } from 'vitest'
import { source } from './source.ts'

describe('a warehouse as a parameter', () => {
  test.each<[unknown, string, Record<string, unknown>]>([
    [
      { kind: 'duckdb', path: 'shop.duckdb' },
      'duckdb',
      { path: 'shop.duckdb', schema: 'main', table: 'orders' },
    ],
    [
      { kind: 'postgres', url: 'env:SHOP', schema: 'marts' },
      'postgres',
      { url: 'env:SHOP', schema: 'marts', table: 'orders' },
    ],
    [
      { kind: 'files', folder: 'in', format: 'csv', delimiter: ';', nulls: ['NA'] },
      'csv',
      { path: 'in/orders', delimiter: ';', nulls: ['NA'] },
    ],
    [{ kind: 'files', folder: 'in', format: 'jsonl' }, 'json-lines', { path: 'in/orders' }],
    [{ kind: 'files', folder: 'in', format: 'parquet' }, 'parquet', { path: 'in/orders' }],
  ])('%j', (warehouse, kind, describe) => {
    const table = source(source.schema.parse(warehouse), 'orders')
    expect([table.kind, table.describe]).toEqual([kind, describe])
  })

  test.each<[unknown, string]>([
    [{ kind: 'postgres', url: 'postgres://u:hunter2@host/db' }, 'a reference'],
    [{ kind: 'duckdb' }, 'path'],
    [{ kind: 'duckdb', path: 'x', tabel: 'y' }, 'tabel'],
    [{ kind: 'files', folder: 'in', format: 'xlsx' }, 'format'],
    [{ kind: 'files', folder: 'in', format: 'parquet', delimiter: ';' }, 'delimiter'],
    [{ kind: 'oracle', path: 'x' }, 'kind'],
  ])('%j is refused', (warehouse, part) => {
    const { error } = source.schema.safeParse(warehouse)
    expect(error?.message).toContain(part)
    expect(error?.message).not.toContain('hunter2')
  })

  test('options that are undefined are as if they were absent', () => {
    const table = source({ kind: 'duckdb', path: 'x.duckdb', schema: undefined }, 'orders')
    expect(table.describe).toEqual({ path: 'x.duckdb', schema: 'main', table: 'orders' })
  })
})
