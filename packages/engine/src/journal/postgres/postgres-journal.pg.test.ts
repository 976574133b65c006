import { afterEach, beforeEach, expect, test } from 'vitest'
import { postgresLedger } from '../../ledger/postgres-ledger.ts'
import type { PostgresDatabase } from '../../postgres/postgres-database.ts'
import { postgresRegistry } from '../../registry/postgres-registry.ts'
import { journalContract } from '../../testing/journal-contract.ts'
import { ledgerContract } from '../../testing/ledger-contract.ts'
import { newTestSchema, type TestSchema } from '../../testing/postgres-schema.ts'
import { registryContract } from '../../testing/registry-contract.ts'
import type { NewRun, RunJournal } from '../journal.ts'
import { migratePostgres } from './migrate.ts'
import { postgresMigrations } from './migrations.ts'
import { postgresJournal, postgresScope } from './postgres-journal.ts'

// No two looks at the clock are the same.
let ticks = Date.parse('2026-03-02T06:00:00Z')
const now = () => new Date((ticks += 1))
let schema: TestSchema
let db: PostgresDatabase
let journal: RunJournal

beforeEach(async () => {
  schema = newTestSchema()
  db = schema.open()
  await migratePostgres(db)
  journal = postgresJournal(postgresScope(db, { now, redact: text => text.replaceAll('hunter2', '***') }))
})
afterEach(() => schema.drop())

test.each(journalContract.map(({ name, check }) => [name, check] as const))(
  'journal: %s',
  async (_name, check) => {
    await check(journal)
  },
)
test.each(registryContract.map(({ name, check }) => [name, check] as const))(
  'registry: %s',
  async (_name, check) => {
    await check(postgresRegistry(db, now))
  },
)
test.each(ledgerContract.map(({ name, check }) => [name, check] as const))(
  'ledger: %s',
  async (_name, check) => {
    await check(postgresLedger(db))
  },
)

const run: NewRun = {
  id: 'run-1',
  pipeline: 'p',
  deployment: 'd',
  asOf: now(),
  params: {},
  startedAt: now(),
  owner: { id: 'o', host: 'h', machine: 'm', pid: 1, started: '1' },
  who: 'ann',
  steps: ['a'],
}

test('a step end that cannot be written whole is not written at all', async () => {
  const claim = await journal.start(run)
  const before = await journal.events('run-1')
  const metrics = [{ metric: 'rows', value: Number.NaN }]
  const end = {
    step: 'a',
    status: 'succeeded',
    attempts: 1,
    seconds: 1,
    key: 'k',
    output: 1,
    metrics,
  } as const
  await expect(claim?.endStep(end)).rejects.toMatchObject({ code: 'database-failed', state: '23514' })
  expect(await journal.output('k')).toBeUndefined()
  expect((await journal.steps('run-1'))[0]?.status).toBe('waiting')
  expect(await journal.events('run-1')).toEqual(before)
})

test('secrets are taken out of errors, checks and logs; an output stays as it is', async () => {
  const claim = await journal.start({ ...run, params: { url: 'hunter2' } })
  await claim?.record({ kind: 'step-log', data: { message: 'as hunter2', fields: { deep: ['hunter2'] } } })
  const check = {
    check: 'c',
    severity: 'warn',
    status: 'failed',
    subject: 's',
    message: 'hunter2',
    sample: [{ hunter2: 'hunter2' }],
  } as const
  const error = { name: 'E', message: 'hunter2', retry: 'never', stack: 'at hunter2' } as const
  await claim?.endStep({ step: 'a', status: 'failed', attempts: 1, seconds: 0, checks: [check], error })
  const everything = JSON.stringify([
    await journal.run('run-1'),
    await journal.steps('run-1'),
    await journal.events('run-1'),
  ])
  expect(everything).not.toContain('hunter2')
  expect(everything).toContain('as ***')
})

test('text that PostgreSQL cannot hold as text comes back from JSON', async () => {
  const claim = await journal.start({ ...run, params: { note: 'a\0b' } })
  await claim?.endStep({
    step: 'a',
    status: 'succeeded',
    attempts: 1,
    seconds: 0,
    key: 'k',
    output: { x: '\0' },
  })
  expect((await journal.run('run-1'))?.params).toEqual({ note: 'a\0b' })
  expect((await journal.output('k'))?.output).toEqual({ x: '\0' })
})

test('however many processes start at once on an empty database, all of them find it made', async () => {
  const empty = newTestSchema()
  const databases = Array.from({ length: 6 }, () => empty.open({ connections: 1 }))
  await Promise.all(databases.map(database => migratePostgres(database)))
  const versions = await Promise.all(databases.map(each => each.get('SELECT version FROM schema_version')))
  expect(versions).toEqual(databases.map(() => ({ version: postgresMigrations.length })))
  await empty.drop()
})

/** Columns and indexes of a schema. */
async function shapeOf(database: PostgresDatabase): Promise<unknown> {
  const columns = await database.all(
    `SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default
     FROM information_schema.columns WHERE table_schema = $1 ORDER BY table_name, column_name`,
    [database.schema],
  )
  const indexes = await database.all<{ indexdef: string }>(
    'SELECT indexdef FROM pg_indexes WHERE schemaname = $1',
    [database.schema],
  )
  const plain = indexes.map(({ indexdef }) => indexdef.replaceAll(database.schema, 'schema'))
  return { columns, indexes: plain.toSorted((a, b) => (a < b ? -1 : 1)) }
}

test.each(postgresMigrations.map((_, version) => version))(
  'a database of version %i goes forward',
  async version => {
    const old = newTestSchema()
    const database = old.open()
    await migratePostgres(database, postgresMigrations.slice(0, version))
    await migratePostgres(database)
    expect(await shapeOf(database)).toEqual(await shapeOf(db))
    await old.drop()
  },
)

test('a database of a newer version is refused and not touched', async () => {
  await db.transaction(tx => tx.run('UPDATE schema_version SET version = 999'))
  await expect(migratePostgres(db)).rejects.toThrow(/schema version 999, this Sluice knows versions up to/)
  expect(await db.get('SELECT version FROM schema_version')).toEqual({ version: 999 })
})
