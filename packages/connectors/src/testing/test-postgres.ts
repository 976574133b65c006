import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

/** A database of its own on the test server. */
export interface TestDatabase {
  readonly url: string
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

/** The superuser URL that `npm test` sets. */
export const testPostgresUrl = process.env['SLUICE_TEST_POSTGRES']

/** True where tests of PostgreSQL must run: with a server, and always on CI, where its absence is a failure. */
export const hasPostgres = testPostgresUrl !== undefined || process.env['CI'] !== undefined

/** Creates an empty database. */
export async function createTestDatabase(): Promise<TestDatabase> {
  if (testPostgresUrl === undefined) {
    throw new Error('SLUICE_TEST_POSTGRES is not set: these tests need the URL of a PostgreSQL server')
  }
  const name = `sluice_${randomUUID().replaceAll('-', '')}`
  const admin = new Client({ connectionString: testPostgresUrl })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  const url = new URL(testPostgresUrl)
  url.pathname = `/${name}`
  const client = new Client({ connectionString: url.href })
  await client.connect()
  return {
    url: url.href,
    query: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    drop: async () => {
      await client.end()
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await admin.end()
    },
  }
}
