import { expect, test } from 'vitest'
import type { SqlValue } from '@sluice/core'
import { bindParameters } from './bind-parameters.ts'

test.each([
  [1, 'INTEGER'],
  [2 ** 31, 'BIGINT'],
  [-0, 'DOUBLE'],
  [2 ** 53, 'DOUBLE'],
  [0.5, 'DOUBLE'],
  [Number.NaN, 'DOUBLE'],
  [2n ** 62n, 'BIGINT'],
  [2n ** 64n, 'HUGEINT'],
  ['1', 'VARCHAR'],
  [true, 'BOOLEAN'],
  [null, 'SQLNULL'],
  [new Date(0), 'TIMESTAMP'],
  [['a'], 'VARCHAR[]'],
  [[1, 2], 'DOUBLE[]'],
  [[], 'SQLNULL[]'],
] as const)('%s binds as %s', (value, type) => {
  const { types } = bindParameters([value], 'SELECT $1')
  expect(types.map(String)).toEqual([type])
})

test.each([
  [undefined, 'undefined'],
  [{ a: 1 }, 'an object (Object)'],
  [new Date(Number.NaN), 'an invalid Date'],
  [2n ** 127n, 'a bigint of more than 128 bits'],
  [['a', 1], 'a list that mixes types'],
  [() => 'secret', 'a function'],
])('%s cannot be bound, and the message has its kind and position', (value, found) => {
  const bind = () => bindParameters([1, value as unknown as SqlValue], 'SELECT $1, $2')
  expect(bind).toThrow(expect.objectContaining({ code: 'parameter-invalid', position: 2, found }))
})
