import { afterEach, beforeEach, expect, test } from 'vitest'
import { migratePostgres } from '../journal/postgres/migrate.ts'
import { postgresMigrations } from '../journal/postgres/migrations.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { contentAfter, outputsBefore } from './testing/outputs-before.ts'
import { postgresViewTables } from './view-tables.ts'

let schema: TestSchema
beforeEach(() => {
  schema = newTestSchema()
})
afterEach(() => schema.drop())

test('a journal from before knows which steps have which content after it was opened', async () => {
  const db = schema.open()
  await migratePostgres(db, postgresMigrations.slice(0, postgresMigrations.indexOf(postgresViewTables)))
  await db.transaction(async tx => {
    await tx.run(`INSERT INTO runs (id, pipeline, deployment, as_of, params, status, started_at, who)
      VALUES ('r', 'p', 'd', now(), '{}', 'succeeded', now(), 'ann')`)
    for (const [i, [step, output]] of [
      ...outputsBefore,
      ['zero', '"\\u0000 \\"digest\\""'] as const,
    ].entries()) {
      const sql = `INSERT INTO steps (run, name, position, status, output) VALUES ('r', $1, $2, 'succeeded', $3)`
      await tx.run(sql, [step, i, output])
    }
  })
  await migratePostgres(db)
  const found = await db.all('SELECT digest, run, step, kind FROM step_content ORDER BY step, kind')
  expect(found).toEqual(contentAfter)
})
