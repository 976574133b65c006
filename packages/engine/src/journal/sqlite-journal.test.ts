import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqliteLedger } from '../ledger/sqlite-ledger.ts'
import { sqliteRegistry } from '../registry/sqlite-registry.ts'
import { journalContract } from '../testing/journal-contract.ts'
import { ledgerContract } from '../testing/ledger-contract.ts'
import { registryContract } from '../testing/registry-contract.ts'
import { openDatabase, type Database } from './database.ts'
import type { Journal, NewRun } from './journal.ts'
import { sqliteJournal } from './sqlite-journal.ts'

// No two looks at the clock are the same.
let ticks = Date.parse('2026-03-02T06:00:00Z')
const now = () => new Date((ticks += 1))
let folder: string
let db: Database
let journal: Journal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'))
  db = openDatabase(join(folder, 'journal.db'))
  journal = sqliteJournal(db, { now, redact: text => text.replaceAll('hunter2', '***') })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

test.each(journalContract.map(({ name, check }) => [name, check] as const))(
  'journal: %s',
  async (_name, check) => {
    await check(journal)
  },
)
test.each(registryContract.map(({ name, check }) => [name, check] as const))(
  'registry: %s',
  async (_name, check) => {
    await check(sqliteRegistry(db, now))
  },
)
test.each(ledgerContract.map(({ name, check }) => [name, check] as const))(
  'ledger: %s',
  async (_name, check) => {
    await check(sqliteLedger(db))
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
  const before = journal.events('run-1')
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
  await expect(claim?.endStep(end)).rejects.toMatchObject({ code: 'journal-failed' })
  expect(journal.output('k')).toBeUndefined()
  expect(journal.steps('run-1')[0]?.status).toBe('waiting')
  expect(journal.events('run-1')).toEqual(before)
  await claim?.endStep({ ...end, metrics: [] })
  expect(journal.output('k')?.output).toBe(1)
})

test('secrets are taken out of errors, checks and logs; an output stays as it is', async () => {
  const claim = await journal.start({ ...run, params: { url: 'hunter2' } })
  await claim?.record({ kind: 'step-log', data: { message: 'as hunter2', fields: { deep: ['hunter2'] } } })
  const sample = [{ hunter2: 'hunter2' }]
  const check = {
    check: 'c',
    severity: 'warn',
    status: 'failed',
    subject: 's',
    message: 'hunter2',
    sample,
  } as const
  const error = { name: 'E', message: 'hunter2', retry: 'never', stack: 'at hunter2' } as const
  await claim?.endStep({ step: 'a', status: 'failed', attempts: 1, seconds: 0, checks: [check], error })
  const everything = JSON.stringify([journal.run('run-1'), journal.steps('run-1'), journal.events('run-1')])
  expect(everything).not.toContain('hunter2')
  expect(everything).toContain('as ***')
})

test('two connections see each other; a reader does not wait for a writer', async () => {
  const other = openDatabase(join(folder, 'journal.db'))
  const reader = sqliteJournal(other, { now, redact: text => text })
  await journal.start(run)
  expect(reader.run('run-1')?.status).toBe('running')
  db.transaction(() => {
    db.run(`UPDATE runs SET status = 'failed'`)
    expect(reader.run('run-1')?.status).toBe('running')
  })
  expect(reader.run('run-1')?.status).toBe('failed')
  other.close()
})

test('a journal of a newer version is refused and not touched', () => {
  db.run('PRAGMA user_version = 999')
  expect(() => openDatabase(join(folder, 'journal.db'))).toThrow(
    /schema version 999, this Sluice knows versions up to/,
  )
  expect(db.get('PRAGMA user_version')).toEqual({ user_version: 999 })
  db.run('PRAGMA user_version = 1')
})
