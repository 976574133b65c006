import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { openPostgres, type PostgresDatabase, type PostgresOptions } from '../postgres/postgres-database.ts'

/** A schema of its own on the test server. */
export interface TestSchema {
  readonly url: string
  readonly schema: string
  /** Another pool of connections to it; closed with the schema. */
  open(options?: PostgresOptions): PostgresDatabase
  drop(): Promise<void>
}

/** A name for a schema that is not there yet, on the server that `npm test` starts. */
export function newTestSchema(): TestSchema {
  const url = process.env['SLUICE_TEST_POSTGRES']
  if (url === undefined) {
    throw new Error('SLUICE_TEST_POSTGRES is not set: npm test starts a PostgreSQL and sets it')
  }
  const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const opened: PostgresDatabase[] = []
  return {
    url,
    schema,
    open(options = {}) {
      const database = openPostgres(url, { schema, connections: 3, ...options })
      opened.push(database)
      return database
    },
    async drop() {
      await Promise.all(opened.map(database => database.close()))
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      for (const name of [schema, `${schema}_jobs`]) {
        await client.query(`DROP SCHEMA IF EXISTS "${name}" CASCADE`)
      }
      await client.end()
    },
  }
}
