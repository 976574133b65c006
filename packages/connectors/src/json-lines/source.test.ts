import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import type { WantedTypes } from '@sluice/core'
import { fileWorld } from '../testing/file-world.ts'
import { sourceContract } from '../testing/source-contract.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { jsonLines } from './source.ts'

const capabilities = { sharedConnection: false, emptyTables: false }
sourceContract('jsonl', capabilities, testData => fileWorld(testData, '.jsonl', 'FORMAT json', jsonLines))
sourceContract('jsonl.gz', capabilities, testData =>
  fileWorld(testData, '.jsonl.gz', 'FORMAT json, COMPRESSION gzip', jsonLines),
)

let testData: TestData
let files = 0
beforeAll(async () => (testData = await openTestData()))
afterAll(() => testData.close())

async function readLines(lines: readonly string[], types: WantedTypes = {}) {
  const path = join(testData.folder, `case-${(files += 1)}.jsonl`)
  await writeFile(path, `${lines.join('\n')}\n`)
  const source = jsonLines(path)
  const snapshot = await source.open(testContext(testData.data))
  try {
    const { columns } = await snapshot.schema(source, types)
    await snapshot.read(source, { into: `case_${files}`, types })
    const rows = await testData.data.rows(rawSql<Record<string, unknown>>(`SELECT * FROM case_${files}`))
    return { types: Object.fromEntries(columns.map(({ name, type }) => [name, type])), rows }
  } finally {
    await snapshot.close()
  }
}

describe('columns are the keys of all objects, with the type that all their values have', () => {
  test.each<[string, readonly string[], string, readonly unknown[]]>([
    ['numbers', ['1', '2.5', 'null'], 'number', [1, 2.5, null]],
    ['booleans', ['true', 'false'], 'boolean', [true, false]],
    ['text', ['"1"', '"2"'], 'text', ['1', '2']],
    ['text and numbers', ['"a"', '1'], 'text', ['a', '1']],
    ['times', ['"2026-01-01T00:00:00+01:00"'], 'timestamp', [new Date('2025-12-31T23:00:00Z')]],
    ['integers that a number does not hold', ['12345678901234567890'], 'text', ['12345678901234567890']],
    ['nested values', ['{"b":[1,2]}', '[]'], 'text', ['{"b":[1,2]}', '[]']],
    ['escapes', ['"\\u00e9\\n\\ud83d\\ude00"'], 'text', ['é\n😀']],
  ])('%s', async (_name, values, type, expected) => {
    const { types, rows } = await readLines(values.map(value => `{"x":${value}}`))
    expect(types).toEqual({ x: type })
    expect(rows.map(row => row['x'])).toEqual(expected)
  })

  test('a key that only the last of many objects has', async () => {
    const { types } = await readLines([...Array<string>(30_000).fill('{"a":1}'), '{"b":true,"a":2}'])
    expect(types).toEqual({ a: 'number', b: 'boolean' })
  })
})

test('values that do not have the wanted type stop the read and are located', async () => {
  const read = readLines(['{"x":1}', '{"x":"many"}', '{"x":"3"}'], { x: 'number' })
  await expect(read).rejects.toMatchObject({
    code: 'source-cells-invalid',
    columns: [{ column: 'x', count: 1, first: [{ row: 2, value: 'many' }] }],
  })
})

test.each<[string, readonly string[], string, string]>([
  ['a line that is not JSON', ['{"a":1}', '{"a":'], 'source-unreadable', 'Malformed JSON'],
  ['a line that is not an object', ['{"a":1}', '5'], 'source-unreadable', 'non-record'],
])('%s is an error', async (_name, lines, code, part) => {
  await expect(readLines(lines)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(part),
  })
})

test('of many files the one that cannot be read is named', async () => {
  const folder = join(testData.folder, `folder-${(files += 1)}`)
  await mkdir(folder)
  for (const day of ['01', '02', '03']) {
    await writeFile(join(folder, `${day}.jsonl`), day === '02' ? '{"a":1}\n{"a":' : '{"a":1}\n')
  }
  await expect(jsonLines(folder).open(testContext(testData.data))).rejects.toMatchObject({
    code: 'source-unreadable',
    path: expect.stringMatching(/02\.jsonl$/),
  })
})
