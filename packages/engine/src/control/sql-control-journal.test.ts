import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, type Database } from '../journal/database.ts'
import { sqliteJournal } from '../journal/sqlite-journal.ts'
import { sqliteWork } from '../schedule/sql-work.ts'
import { controlJournalContract, type ControlSubject } from '../testing/control-journal-contract.ts'
import { sqlControlJournal } from './sql-control-journal.ts'

// No two looks at the clock are the same.
let ticks = Date.parse('2026-03-02T06:00:00Z')
const now = () => new Date((ticks += 1))
let folder: string
let db: Database
let subject: ControlSubject

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-control-'))
  db = openDatabase(join(folder, 'journal.db'))
  let broken = false
  const scope = {
    now,
    redact: (text: string) => text.replaceAll('hunter2', '***'),
    crashPoint: () => {
      if (broken) throw new Error('killed')
    },
  }
  subject = {
    journal: sqliteJournal(db, { now, redact: scope.redact }),
    control: sqlControlJournal(sqliteWork(db), scope),
    breakOff: () => {
      broken = true
    },
  }
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

test.each(controlJournalContract.map(({ name, check }) => [name, check] as const))(
  '%s',
  async (_name, check) => {
    await check(subject)
  },
)

test('secrets are taken out of reasons', async () => {
  const { journal, control } = subject
  const owner = { id: 'o', host: 'h', machine: 'm', pid: 1, started: '1' }
  const facts = {
    id: 'r',
    pipeline: 'p',
    deployment: 'd',
    asOf: now(),
    params: {},
    startedAt: now(),
    who: 'ann',
  }
  await journal.start({ ...facts, owner, steps: [] })
  await control.ask({ run: 'r', action: 'cancel', who: 'ann', why: 'hunter2 leaked' })
  expect(JSON.stringify([await control.asked(), await journal.events('r')])).not.toContain('hunter2')
})
