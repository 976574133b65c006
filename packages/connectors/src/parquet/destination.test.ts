import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import { destinationContract } from '../testing/destination-contract.ts'
import { fileReceiver } from '../testing/file-receiver.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { parquetFile } from './destination.ts'

destinationContract('parquet', { incremental: false }, async testData =>
  fileReceiver(
    testData,
    'scores.parquet',
    path => `read_parquet('${path}')`,
    path => parquetFile({ path }),
  ),
)

let testData: TestData
beforeAll(async () => (testData = await openTestData()))
afterAll(() => testData.close())

test('until the new file is whole, readers see the old one; nothing else stays behind', async () => {
  const path = join(testData.folder, 'out', 'scores.parquet')
  const deliver = async (query: string, crashPoint?: (name: string) => void) =>
    parquetFile({ path }).deliver(
      { dataset: await testData.data.save(rawSql(query)), key: 'k' },
      testContext(testData.data, crashPoint === undefined ? {} : { crashPoint }),
    )
  await deliver(`SELECT 'a' AS k`)
  const before = await readFile(path)
  const killed = deliver(`SELECT 'b' AS k`, () => {
    throw new Error('killed')
  })
  await expect(killed).rejects.toThrow('killed')
  expect(await readFile(path)).toEqual(before)
  await deliver(`SELECT 'b' AS k`)
  expect(await readFile(path)).not.toEqual(before)
  expect(await readdir(dirname(path))).toEqual(['scores.parquet'])
})

test('a path that cannot be written is an error that says why', async () => {
  const path = join(testData.folder, 'a-file', 'scores.parquet')
  await writeFile(dirname(path), '')
  const dataset = await testData.data.save(rawSql(`SELECT 'a' AS k`))
  const delivery = parquetFile({ path }).deliver({ dataset, key: 'k' }, testContext(testData.data))
  await expect(delivery).rejects.toMatchObject({
    code: 'destination-refused',
    message: expect.stringMatching(/EEXIST|ENOTDIR/),
  })
})
