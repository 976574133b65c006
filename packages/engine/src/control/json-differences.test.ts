import type { Json } from '@sluice/core'
import { expect, test } from 'vitest'
import { jsonDifferences } from './json-differences.ts'

const dataset = (digest: string, rows: number) => ({
  kind: 'dataset',
  digest,
  rows,
  bytes: 1,
  schema: { columns: [] },
})
const many = (from: number) => Array.from({ length: 6 }, (_, i) => `line ${from + i}`).join('\n')

test.each<[string, Json | undefined, Json | undefined, readonly string[]]>([
  ['the same', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['the same in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a number', { days: 7 }, { days: 14 }, ['it.days was `7`, now `14`']],
  ['something inside', { a: [{ b: 'x' }] }, { a: [{ b: 'y' }] }, ['it.a.0.b was `x`, now `y`']],
  ['something new', {}, { b: 1 }, ['it.b is new: `1`']],
  ['something gone', { b: [1] }, {}, ['it.b is gone, it was `[1]`']],
  ['a list that is a record now', [1], { 0: 1 }, ['it was `[1]`, now `{"0":1}`']],
  ['a line of SQL', 'SELECT a\nFROM t', 'SELECT  a\nFROM u', ['it was `FROM t`, now `FROM u`']],
  ['a line more', 'SELECT a\nFROM t', 'SELECT a\nFROM t\nWHERE b', ['it was without that, now `WHERE b`']],
  ['white space', 'a\nb', 'a\n  b', ['it differs in white space only']],
  ['the order of lines', 'a\nb', 'b\na', ['it has the same lines in another order']],
  [
    'a dataset',
    dataset('aaaaaaaaaa', 3),
    dataset('bbbbbbbbbb', 4),
    ['it was a dataset of 3 rows (aaaaaaaa), now of 4 rows (bbbbbbbb)'],
  ],
])('%s', (_name, before, after, expected) => {
  expect(jsonDifferences('it', before, after)).toEqual(expected)
})

test('long texts are shown in part', () => {
  expect(jsonDifferences('it', 'x'.repeat(200), 'y')).toEqual([`it was \`${'x'.repeat(79)}…\`, now \`y\``])
  expect(jsonDifferences('it', many(0), many(10))[0]).toMatch(/`line 2` and 3 more lines, now `line 10`/)
})
