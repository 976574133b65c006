import { describe, expect, expectTypeOf, test } from 'vitest'
import { check } from '../checks/check.ts'
import type { Source } from '../sources/source.ts'
import { sourceName, table, type SourceTable } from './source-table.ts'

const source = { kind: 'test', describe: {}, connection: 'c', table: 't' } as unknown as Source
const columns = { id: 'text', at: 'timestamp', spend: 'number?', member: 'boolean?' } as const

test('columns are declared by name and type; a question mark lets them be missing', () => {
  expect(table(source, { columns }).schema).toEqual({
    columns: [
      { name: 'id', type: 'text', nullable: false },
      { name: 'at', type: 'timestamp', nullable: false },
      { name: 'spend', type: 'number', nullable: true },
      { name: 'member', type: 'boolean', nullable: true },
    ],
  })
})

test('the row type follows from the declaration', () => {
  const declared = table(source, { columns })
  type Row = { id: string; at: Date; spend: number | null; member: boolean | null }
  expectTypeOf(declared).toEqualTypeOf<SourceTable<{ readonly [K in keyof Row]: Row[K] }>>()
})

describe('the name at the source', () => {
  const declared = table(source, { columns, mapping: { spend: 'order_value' } })
  test.each([
    ['spend', 'order_value'],
    ['id', 'id'],
    ['constructor', 'constructor'],
  ])('of %s is %s', (column, name) => {
    expect(sourceName(declared, column)).toBe(name)
  })
})

test('what is not said has a default', () => {
  expect(table(source, { columns })).toEqual({
    kind: 'source-table',
    source,
    schema: expect.anything() as unknown,
    mapping: {},
    unexpected: 'allow',
    freshWithinHours: 48,
    expect: [],
    defaults: true,
  })
})

test('what is said is kept, and a declaration cannot be changed', () => {
  const own = check.notEmpty()
  const declared = table(source, {
    columns,
    time: 'at',
    knownAt: 'at',
    lookbackDays: 30,
    key: ['id'],
    mapping: { id: 'customer' },
    unexpected: 'block',
    freshWithinHours: 3,
    expect: [own],
  })
  expect(declared).toMatchObject({
    time: 'at',
    knownAt: 'at',
    lookbackDays: 30,
    key: ['id'],
    mapping: { id: 'customer' },
    unexpected: 'block',
    freshWithinHours: 3,
    expect: [own],
  })
  expect(Object.isFrozen(declared)).toBe(true)
})

test('columns that are not declared cannot be named', () => {
  // @ts-expect-error: there is no such column
  table(source, { columns, time: 'when' })
  // @ts-expect-error: there is no such column
  table(source, { columns, key: ['ID'] })
  // @ts-expect-error: there is no such type
  table(source, { columns: { id: 'string' } })
  expectTypeOf<Parameters<typeof sourceName>[1]>().toEqualTypeOf<string>()
})
