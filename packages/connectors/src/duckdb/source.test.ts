import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identifier, rawSql, sql } from '@sluice/core'
import { textLiteral } from '../shared/literal.ts'
import { sourceContract, type SourceWorld } from '../testing/source-contract.ts'
import { openTestData, testContext, type TestData } from '../testing/test-context.ts'
import { duckdbTable } from './source.ts'

async function inDatabase({ data }: TestData, path: string, statements: readonly string[]): Promise<void> {
  await data.run(sql`ATTACH ${textLiteral(path)} AS ${identifier('shop')}`)
  for (const statement of statements) await data.run(rawSql(statement))
  await data.run(rawSql('DETACH shop'))
}

sourceContract(
  'duckdb',
  { sharedConnection: true, emptyTables: true },
  async (testData): Promise<SourceWorld> => {
    const path = join(testData.folder, 'shop.duckdb')
    return {
      fill: (table, rows) => inDatabase(testData, path, [`CREATE TABLE shop."${table}" AS ${rows}`]),
      source: table => duckdbTable({ path, table }),
      close: async () => undefined,
    }
  },
)

let testData: TestData
let path: string
beforeAll(async () => {
  testData = await openTestData()
  path = join(testData.folder, 'shop.duckdb')
  await inDatabase(testData, path, [
    'CREATE TABLE shop."Order ""lines"""(id BIGINT NOT NULL, tags VARCHAR[])',
    `INSERT INTO shop."Order ""lines""" VALUES (1, ['a', 'b'])`,
    'CREATE VIEW shop.recent AS SELECT id FROM shop."Order ""lines"""',
    'CREATE SCHEMA shop.archive',
    'CREATE TABLE shop.archive.old AS SELECT 1 AS a',
  ])
})
afterAll(() => testData.close())

async function readAll(options: { table: string; schema?: string }) {
  const source = duckdbTable({ path, ...options })
  const snapshot = await source.open(testContext(testData.data))
  try {
    const schema = await snapshot.schema(source)
    await snapshot.read(source, { into: 'case_rows' })
    return {
      columns: schema.columns,
      rows: await testData.data.rows(rawSql('SELECT * FROM case_rows')),
    }
  } finally {
    await testData.data.run(rawSql('DROP VIEW IF EXISTS case_rows'))
    await snapshot.close()
  }
}

test("names are quoted, nested values are JSON text, and nullability is the table's", async () => {
  expect(await readAll({ table: 'Order "lines"' })).toEqual({
    columns: [
      { name: 'id', type: 'number', nullable: false },
      { name: 'tags', type: 'text', nullable: true },
    ],
    rows: [{ id: 1, tags: '["a","b"]' }],
  })
})

test('views are read, by the name the file gives its database', async () => {
  expect((await readAll({ table: 'recent' })).rows).toEqual([{ id: 1 }])
})

test('other schemas are read', async () => {
  expect((await readAll({ table: 'old', schema: 'archive' })).rows).toEqual([{ a: 1 }])
})

test('the file cannot be written through a source', async () => {
  const source = duckdbTable({ path, table: 'recent' })
  const snapshot = await source.open(testContext(testData.data))
  const write = testData.data.run(rawSql('CREATE TABLE shop.mine(a INTEGER)'))
  await expect(write).rejects.toThrow(/read-only/)
  await snapshot.close()
})

test.each([
  ['a file that is not there', 'shpo.duckdb', 'source-not-found'],
  ['a file that is no database', 'text.duckdb', 'source-unreadable'],
])('%s is an error', async (_name, file, code) => {
  await writeFile(join(testData.folder, 'text.duckdb'), 'not a database, but long enough to look at')
  const source = duckdbTable({ path: join(testData.folder, file), table: 'x' })
  await expect(source.open(testContext(testData.data))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(file),
  })
})
