import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import type { WantedTypes } from '@sluice/core'
import { fileWorld } from '../testing/file-world.ts'
import { sourceContract } from '../testing/source-contract.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { parquet } from './source.ts'

sourceContract('parquet', { sharedConnection: false, emptyTables: true }, testData =>
  fileWorld(testData, '.parquet', 'FORMAT parquet', parquet),
)

let testData: TestData
let cases = 0
beforeAll(async () => (testData = await openTestData()))
afterAll(() => testData.close())

async function readQueries(queries: readonly string[], types: WantedTypes = {}) {
  const folder = join(testData.folder, `case-${(cases += 1)}`)
  await mkdir(folder)
  for (const [i, query] of queries.entries()) {
    await testData.data.run(rawSql(`COPY (${query}) TO '${folder}/${i}.parquet'`))
  }
  const source = parquet(folder)
  const snapshot = await source.open(testContext(testData.data))
  try {
    const { columns } = await snapshot.schema(source, types)
    const into = `case_${cases}`
    await snapshot.read(source, { into, types })
    const dataset = await testData.data.save(rawSql(`SELECT * FROM ${into}`))
    const rows = await testData.data.rows(rawSql(`SELECT * FROM ${into}`))
    return {
      types: columns.map(({ type }) => type),
      saved: dataset.schema.columns.map(({ type }) => type),
      rows,
    }
  } finally {
    await snapshot.close()
  }
}

test.each<[string, string, string, unknown]>([
  ['integers', '7::INTEGER', 'number', 7],
  ['decimals, to the nearest number', '1234567890123456.789::DECIMAL(20,3)', 'number', 1234567890123456.8],
  ['days', `DATE '2026-02-03'`, 'timestamp', new Date('2026-02-03T00:00:00Z')],
  [
    'times with a zone',
    `TIMESTAMPTZ '2026-02-03 01:00:00+01'`,
    'timestamp',
    new Date('2026-02-03T00:00:00Z'),
  ],
  ['lists', '[1, 2]', 'text', '[1,2]'],
  ['structs', `{a: 'x'}`, 'text', '{"a":"x"}'],
  ['UUIDs', `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID`, 'text', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['intervals', `INTERVAL 3 DAY`, 'text', '3 days'],
])('%s have a canonical form', async (_name, value, type, expected) => {
  const { types, saved, rows } = await readQueries([`SELECT ${value} AS x`])
  expect([types, saved, rows]).toEqual([[type], [type], [{ x: expected }]])
})

test('integers are text where text is wanted, so that keys stay exact', async () => {
  const { types, rows } = await readQueries(['SELECT 9007199254740993::BIGINT AS id'], {
    id: 'text',
  })
  expect([types, rows]).toEqual([['text'], [{ id: '9007199254740993' }]])
})

test('an integer that a number does not hold exactly stops the read', async () => {
  await expect(readQueries(['SELECT 9007199254740993::BIGINT AS id'])).rejects.toMatchObject({
    code: 'column-inexact',
    column: 'id',
  })
})

test.each([
  ['another column', `SELECT 1 AS b`],
  ['another type', `SELECT 'x' AS a`],
])('a file with %s is an error', async (_name, query) => {
  await expect(readQueries(['SELECT 1 AS a', query])).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringMatching(/1\.parquet .*the first file has a \(number\)/),
  })
})

test('a file that is not Parquet is an error', async () => {
  const path = join(testData.folder, 'text.parquet')
  await writeFile(path, 'a,b\n1,2\n3,4\n5,6\n')
  await expect(parquet(path).open(testContext(testData.data))).rejects.toMatchObject({
    code: 'source-unreadable',
    path,
  })
})
