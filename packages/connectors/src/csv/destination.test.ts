import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawSql } from '@sluice/core'
import { destinationContract } from '../testing/destination-contract.ts'
import { fileReceiver } from '../testing/file-receiver.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { csvFile } from './destination.ts'

destinationContract('csv', { incremental: false }, async testData =>
  fileReceiver(
    testData,
    'scores.csv',
    path => `read_csv('${path}', header = true, sample_size = -1)`,
    path => csvFile({ path }),
  ),
)

let testData: TestData
beforeAll(async () => (testData = await openTestData()))
afterAll(() => testData.close())

test('missing and empty differ, and numbers come back as they were', async () => {
  const path = join(testData.folder, 'scores.csv')
  const query = `SELECT * FROM (VALUES ('a', '', 0.1, TIMESTAMP '2026-01-01 00:00:00.5'), ('b', NULL, 1e300, NULL)) t(k, s, n, "at")`
  const dataset = await testData.data.save(rawSql(query))
  await csvFile({ path }).deliver({ dataset, key: 'k' }, testContext(testData.data))
  expect(await readFile(path, 'utf8')).toBe('k,s,n,at\na,"",0.1,2026-01-01 00:00:00.5\nb,,1e+300,\n')
})
