import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../journal/database.ts'
import { migrations } from '../journal/migrations.ts'
import { outputsBefore, contentAfter } from './testing/outputs-before.ts'
import { sqliteViewTables } from './view-tables.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-views-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a journal from before knows which steps have which content after it was opened', () => {
  const file = join(folder, 'journal.db')
  const old = new DatabaseSync(file)
  const version = migrations.indexOf(sqliteViewTables)
  for (const migration of migrations.slice(0, version)) old.exec(migration)
  old.exec(`PRAGMA user_version = ${version}`)
  old.exec(`INSERT INTO runs (id, pipeline, deployment, as_of, params, status, started_at, who)
    VALUES ('r', 'p', 'd', '2026-03-02T00:00:00.000Z', '{}', 'succeeded', '2026-03-02T00:00:00.000Z', 'ann')`)
  const insert = old.prepare(
    `INSERT INTO steps (run, name, position, status, output) VALUES ('r', ?, ?, 'succeeded', ?)`,
  )
  outputsBefore.forEach(([step, output], i) => insert.run(step, i, output))
  old.close()
  const db = openDatabase(file)
  expect(
    db
      .all('SELECT digest, run, step, kind FROM step_content ORDER BY step, kind')
      .map(row => ({ ...(row as object) })),
  ).toEqual(contentAfter)
  db.close()
})
