import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine } from '../../open-engine.ts'
import { newTestSchema, type TestSchema } from '../../testing/postgres-schema.ts'

let schema: TestSchema
let admin: pg.Client
let root: string
let url: string

beforeEach(async () => {
  schema = newTestSchema()
  root = mkdtempSync(join(tmpdir(), 'sluice-queue-'))
  admin = new pg.Client({ connectionString: schema.url })
  await admin.connect()
  await admin.query(`CREATE ROLE "${schema.schema}" LOGIN PASSWORD 'hunter2hunter2'`)
  const limited = new URL(schema.url)
  limited.username = schema.schema
  limited.password = 'hunter2hunter2'
  url = limited.href
})
afterEach(async () => {
  await schema.drop()
  await admin.query(`DROP OWNED BY "${schema.schema}"`)
  await admin.query(`DROP ROLE "${schema.schema}"`)
  await admin.end()
  rmSync(root, { recursive: true })
})

const open = () =>
  openEngine({ root, executor: 'postgres', database: 'env:DB', env: { DB: url }, schema: schema.schema })

const own = (name: string) => admin.query(`CREATE SCHEMA "${name}" AUTHORIZATION "${schema.schema}"`)

test('a user that owns the two schemas needs no other right', async () => {
  await own(schema.schema)
  await own(`${schema.schema}_jobs`)
  const engine = await open()
  expect(await engine.journal.runs()).toEqual([])
  await engine.close()
})

test.each([['neither schema'], ['the schema of jobs']])(
  'a user that may not make %s is told so, without its password',
  async missing => {
    if (missing !== 'neither schema') await own(schema.schema)
    const failure: unknown = await open().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'database-failed', state: '42501' })
    expect(String(failure)).toMatch(/permission denied for database .*Grant this user the right/)
    expect(String(failure)).not.toContain('hunter2')
  },
)

test('an executor without a database is refused', async () => {
  await expect(openEngine({ root, executor: 'postgres' })).rejects.toThrow(/executor: postgres needs one/)
})
