import { afterEach, beforeEach, test } from 'vitest'
import { migratePostgres } from '../journal/postgres/migrate.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { scheduleJournalContract } from '../testing/schedule-journal-contract.ts'
import type { ScheduleJournal } from './schedule-journal.ts'
import { postgresWork } from './sql-work.ts'
import { sqlScheduleJournal } from './sql-schedule-journal.ts'

// No two looks at the clock are the same.
let ticks = Date.parse('2026-03-02T06:00:00Z')
const scope = { now: () => new Date((ticks += 1)), redact: (text: string) => text }
let schema: TestSchema
let journal: ScheduleJournal

beforeEach(async () => {
  schema = newTestSchema()
  const db = schema.open()
  await migratePostgres(db)
  journal = sqlScheduleJournal(postgresWork(db), scope)
})
afterEach(() => schema.drop())

test.each(scheduleJournalContract.map(({ name, check }) => [name, check] as const))(
  '%s',
  async (_name, check) => {
    await check(journal)
  },
)
