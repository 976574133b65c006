import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, type Database } from '../journal/database.ts'
import { scheduleJournalContract } from '../testing/schedule-journal-contract.ts'
import type { ScheduleJournal } from './schedule-journal.ts'
import { sqliteWork } from './sql-work.ts'
import { sqlScheduleJournal } from './sql-schedule-journal.ts'

// No two looks at the clock are the same.
let ticks = Date.parse('2026-03-02T06:00:00Z')
const scope = {
  now: () => new Date((ticks += 1)),
  redact: (text: string) => text.replaceAll('hunter2', '***'),
}
let folder: string
let db: Database
let journal: ScheduleJournal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-schedule-'))
  db = openDatabase(join(folder, 'journal.db'))
  journal = sqlScheduleJournal(sqliteWork(db), scope)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

test.each(scheduleJournalContract.map(({ name, check }) => [name, check] as const))(
  '%s',
  async (_name, check) => {
    await check(journal)
  },
)

test('what was decided survives the process, without secrets', async () => {
  const key = { pipeline: 'refresh', deployment: 'acme' }
  await journal.pause(key, { who: 'ann', why: 'the password hunter2 is wrong' })
  const other = openDatabase(join(folder, 'journal.db'))
  const [pause] = await sqlScheduleJournal(sqliteWork(other), scope).pauses()
  other.close()
  expect(pause?.why).toBe('the password *** is wrong')
})

test('work that throws leaves nothing', async () => {
  await journal.begin({ pipeline: 'refresh', deployment: 'acme' }, new Date())
  const at = new Date('2026-03-02')
  const broken = { runs: [{ start: at, end: null as never }], covered: at }
  const [before] = await journal.schedules()
  await expect(
    journal.advance({ pipeline: 'refresh', deployment: 'acme' }, before?.covered ?? at, broken),
  ).rejects.toThrow(expect.objectContaining({ code: 'journal-failed' }))
  expect(await journal.schedules()).toEqual([before])
})
