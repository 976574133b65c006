import { afterEach, beforeEach, test } from 'vitest'
import { migratePostgres } from '../journal/postgres/migrate.ts'
import { postgresJournal, postgresScope } from '../journal/postgres/postgres-journal.ts'
import { postgresWork } from '../schedule/sql-work.ts'
import { controlJournalContract, type ControlSubject } from '../testing/control-journal-contract.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { sqlControlJournal } from './sql-control-journal.ts'

// No two looks at the clock are the same.
let ticks = Date.parse('2026-03-02T06:00:00Z')
const now = () => new Date((ticks += 1))
let schema: TestSchema
let subject: ControlSubject

beforeEach(async () => {
  schema = newTestSchema()
  const db = schema.open()
  await migratePostgres(db)
  let broken = false
  const crashPoint = () => {
    if (broken) throw new Error('killed')
  }
  const redact = (text: string) => text
  subject = {
    journal: postgresJournal(postgresScope(db, { now, redact })),
    control: sqlControlJournal(postgresWork(db), { now, redact, crashPoint }),
    breakOff: () => {
      broken = true
    },
  }
})
afterEach(() => schema.drop())

test.each(controlJournalContract.map(({ name, check }) => [name, check] as const))(
  '%s',
  async (_name, check) => {
    await check(subject)
  },
)
