import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, type Database } from '../journal/database.ts'
import { sqliteWork } from '../schedule/sql-work.ts'
import type { Changes } from './changes.ts'
import { changesOf } from './changes-of.ts'

let folder: string
let db: Database
let changes: Changes
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-changes-'))
  db = openDatabase(join(folder, 'journal.db'))
  changes = changesOf(sqliteWork(db))
  db.run(`INSERT INTO runs (id, pipeline, deployment, as_of, params, status, started_at, who)
    VALUES ('r1', 'p', 'acme', '2026-01-01', '{}', 'running', '2026-01-01', 'ann')`)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const event = (kind: string) =>
  db.run(`INSERT INTO events (run, kind, at, data) VALUES ('r1', ?, '2026-01-01', '{}')`, [kind])

function promoted(model: string): void {
  db.run(
    `INSERT INTO model_events (model, kind, version, at, who, why) VALUES (?, 'promoted', 1, '2026-01-01', 'ann', '')`,
    [model],
  )
}

test('changes are read page by page, of all tables, once', async () => {
  const start = await changes.latest()
  event('run-started')
  promoted('m/acme')
  event('run-finished')
  db.run(`INSERT INTO schedule_events (at, kind, pipeline, deployment, backfill, who, why, data)
    VALUES ('2026-01-01', 'paused', 'p', 'acme', 'b1', 'ann', '', '{}')`)
  db.run(`INSERT INTO incident_events (incident, at, kind, text) VALUES ('i1', '2026-01-01', 'opened', '')`)
  const seen: unknown[] = []
  let at = start
  for (;;) {
    const page = await changes.between(at, { limit: 2 })
    seen.push(...page.changes.map(({ of, subject, kind, deployment }) => [of, subject, kind, deployment]))
    at = page.position
    if (!page.more) break
  }
  expect(seen).toEqual([
    ['run', 'r1', 'run-started', 'acme'],
    ['run', 'r1', 'run-finished', 'acme'],
    ['model', 'm/acme', 'promoted', undefined],
    ['schedule', 'p', 'paused', 'acme'],
    ['incident', 'i1', 'opened', undefined],
  ])
  expect(at).toBe(await changes.latest())
})

test('a page ends where it is asked to', async () => {
  const start = await changes.latest()
  event('run-started')
  const middle = await changes.latest()
  event('run-finished')
  promoted('m/acme')
  const { changes: found } = await changes.between(start, { to: middle, limit: 9 })
  expect(found.map(({ kind }) => kind)).toEqual(['run-started'])
})

test.each([
  ['0-0-0-0', true],
  ['1-0-0-0', true],
  ['2-0-0-0', false],
  ['0-1-0-0', false],
  ['', false],
  ['1', false],
  ['1-0-0-0-0', false],
  ["1-0-0-0'; DROP TABLE events", false],
  ['99999999999999999999-0-0-0', false],
])('position %s is of these records: %s', async (position, expected) => {
  event('run-started')
  expect(changes.isUpTo(position, await changes.latest())).toBe(expected)
})
