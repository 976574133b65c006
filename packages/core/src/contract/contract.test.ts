import { describe, expect, expectTypeOf, test } from 'vitest'
import type { DataType } from '@sluice/expr'
import type { Source } from '../sources/source.ts'
import { contractTable } from '../scoring/source-table.ts'
import { contract } from './contract.ts'
import { contractDiff } from './contract-diff.ts'

const source = { kind: 'test', connection: 'test', table: 't', describe: {} } as unknown as Source

test('a table of a contract has its columns, and their types', () => {
  const events = contract('events', {
    columns: {
      id: { type: 'text', pattern: 'e[0-9]+' },
      amount: { type: 'number?', min: 0 },
      at: 'timestamp',
    },
    newColumns: 'evolve',
  })
  const declared = contractTable(source, events, { time: 'at', lookbackDays: 7 })
  expect(declared.schema.columns).toEqual([
    { name: 'id', type: 'text', nullable: false },
    { name: 'amount', type: 'number', nullable: true },
    { name: 'at', type: 'timestamp', nullable: false },
  ])
  expectTypeOf<NonNullable<typeof declared.row>>().toEqualTypeOf<{
    readonly id: string
    readonly amount: number | null
    readonly at: Date
  }>()
  expect([declared.time, declared.unexpected, declared.contract?.name]).toEqual(['at', 'warn', 'events'])
})

describe('a contract that cannot hold is refused', () => {
  test.each<[string, () => unknown, string]>([
    ['no column', () => contract('e', { columns: {} }), 'contract "e": it has no column'],
    [
      'another type',
      () => contract('e', { columns: { a: 'integer' as 'number' } }),
      'contract "e", column "a": its type "integer" is none of',
    ],
    [
      'bounds of text',
      () => contract('e', { columns: { a: { type: 'text', min: 1 } } }),
      'min and max are for numbers, and it is text',
    ],
    [
      'bounds the wrong way',
      () => contract('e', { columns: { a: { type: 'number', min: 2, max: 1 } } }),
      'min 2 is above max 1',
    ],
    [
      'a pattern of numbers',
      () => contract('e', { columns: { a: { type: 'number', pattern: 'x' } } }),
      'a pattern is for text',
    ],
    [
      'values of another type',
      () => contract('e', { columns: { a: { type: 'text', oneOf: [1] } } }),
      'oneOf has 1, and it is text',
    ],
    [
      'an unknown policy',
      () => contract('e', { columns: { a: { type: 'text', policy: 'drop' as 'freeze' } } }),
      'policy "drop" is none of',
    ],
    [
      'an unknown policy of new columns',
      () => contract('e', { columns: { a: 'text' }, newColumns: 'x' as 'freeze' }),
      'contract "e": policy "x"',
    ],
    [
      'missing values where none may be',
      () => contract('e', { columns: { a: 'text' }, policy: 'evolve' }),
      'declare it with "?"',
    ],
  ])('%s', (_name, make, message) => {
    expect(make).toThrow(message)
  })
})

describe('a diff against a contract', () => {
  const column = (name: string, type: DataType = 'number') => ({ name, type, nullable: true })
  const expected = [
    { name: 'id', sourceName: 'id', type: 'text' },
    { name: 'amount', sourceName: 'value', type: 'number' },
  ] as const
  test.each<[string, Parameters<typeof contractDiff>, readonly string[]]>([
    ['nothing', [expected, { columns: [column('id', 'text'), column('value')] }], []],
    [
      'renamed',
      [expected, { columns: [column('id', 'text'), column('sum')] }],
      ['− "value" number', '+ "sum" number'],
    ],
    ['retyped', [expected, { columns: [column('id'), column('value')] }], ['~ "id" text → number']],
    [
      'known before',
      [expected, { columns: [column('id', 'text'), column('value'), column('x')] }, () => false],
      [],
    ],
  ])('%s', (_name, given, lines) => {
    expect(contractDiff(...given)).toEqual(lines)
  })
  test('is cut', () => {
    const many = Array.from({ length: 30 }, (_, i) => column(`c${i}`))
    expect(contractDiff([], { columns: many })).toHaveLength(13)
  })
})
