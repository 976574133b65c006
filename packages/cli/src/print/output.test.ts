import { expect, test } from 'vitest'
import { outputText } from './output.ts'

const schema = {
  columns: [
    { name: 'id', type: 'text', nullable: false },
    { name: 'amount', type: 'number', nullable: true },
  ],
}

test.each<readonly [string, unknown, string]>([
  [
    'a dataset',
    { scores: { kind: 'dataset', digest: 'abcdef0123456789', bytes: 9, rows: 3, schema } },
    '{\n  "scores": "dataset abcdef012345, 3 rows: id text, amount number?"\n}',
  ],
  ['an artifact', { kind: 'artifact', digest: 'abcdef0123456789' }, '"artifact abcdef012345"'],
  ['a schema', { actual: schema }, '{\n  "actual": "id text, amount number?"\n}'],
  [
    'a list called columns that is no schema',
    { columns: [], more: 1 },
    '{\n  "columns": [],\n  "more": 1\n}',
  ],
  ['a number', 1, '1'],
  ['nothing', null, 'null'],
])('%s is shown short', (_name, output, expected) => {
  expect(outputText(output)).toBe(expected)
})
