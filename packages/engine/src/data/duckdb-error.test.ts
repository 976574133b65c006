import { expect, test } from 'vitest'
import type { SqlValue } from '@sluice/core'
import { sqlError } from './duckdb-error.ts'

const limits = { memoryLimitBytes: 1_000_000_000, temporaryFolder: '/scratch' }

function failure(type: string, message: string, position?: number): Error {
  const json = {
    exception_type: type,
    exception_message: message,
    ...(position !== undefined && { position: `${position}` }),
  }
  return new Error(JSON.stringify(json))
}

function translate(cause: Error, values: readonly SqlValue[] = [], text = 'SELECT 1') {
  return sqlError(cause, { statement: { text, values } }, limits)
}

test.each([
  [failure('IO', 'Could not write file "x": No space left on device'), 'disk-full'],
  [
    failure(
      'Out of Memory',
      "failed to offload … This limit was set by the 'max_temp_directory_size' setting",
    ),
    'disk-full',
  ],
  [
    failure('Out of Memory', 'failed to allocate data of size 1.0 MiB (953.6 MiB/953.6 MiB used)'),
    'memory-exhausted',
  ],
  [failure('Binder', 'Referenced column "a" not found'), 'sql-failed'],
  [new Error('Parser Error: something without JSON'), 'sql-failed'],
  [new Error('something quite different'), 'sql-failed'],
])('%s becomes %s', (cause, code) => {
  expect(translate(cause)).toMatchObject({ code })
})

test.each<[string, readonly SqlValue[], string]>([
  ["Could not convert string 'ab' to INT32", ['ab'], 'Could not convert string $1 to INT32'],
  ['key "id: customer-17" exists', ['customer-17'], 'key "id: $1" exists'],
  ["'abc' or 'abcdef'", ['abc', 'abcdef'], '$1 or $2'],
  ['list [token-1, token-2]', [['token-1', 'token-2']], 'list [$1, $1]'],
  ['a short value is not replaced inside words', ['a'], 'a short value is not replaced inside words'],
  [
    'value 2024-05-06 07:08:09 is out of range',
    [new Date('2024-05-06T07:08:09Z')],
    'value $1 is out of range',
  ],
])('bound values are replaced in: %s', (message, values, expected) => {
  expect(translate(failure('Conversion', message), values).message).toContain(`: ${expected}\n`)
})

test('positions are counted in characters and lines of the text as written', () => {
  const text = `SELECT 'é',\n  foo`
  const bytes = Buffer.from(`SELECT 'é',\n  `).length
  expect(translate(failure('Binder', 'no foo', bytes), [], text)).toMatchObject({
    position: { line: 2, column: 3 },
  })
})

test('a long statement is shortened around the position', () => {
  const text = `SELECT ${'a, '.repeat(200)}foo, ${'b, '.repeat(200)}c`
  const error = translate(failure('Binder', 'no foo', text.indexOf('foo')), [], text) as Error & {
    statement: string
  }
  expect(error.statement).toMatch(/^… .*foo.* …$/)
  expect(error.statement.length).toBeLessThan(170)
})
