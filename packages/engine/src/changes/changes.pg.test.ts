import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migratePostgres } from '../journal/postgres/migrate.ts'
import type { PostgresDatabase, Queries } from '../postgres/postgres-database.ts'
import { postgresWork } from '../schedule/sql-work.ts'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import type { Changes } from './changes.ts'
import { changesOf } from './changes-of.ts'

let schema: TestSchema
let db: PostgresDatabase
let changes: Changes
beforeEach(async () => {
  schema = newTestSchema()
  db = schema.open()
  await migratePostgres(db)
  changes = changesOf(postgresWork(db))
  await db.transaction(tx =>
    tx.run(`INSERT INTO runs (id, pipeline, deployment, as_of, params, status, started_at, who)
      VALUES ('r1', 'p', 'acme', now(), '{}', 'running', now(), 'ann')`),
  )
})
afterEach(() => schema.drop())

const event = (kind: string) => (tx: Queries) =>
  tx.run(`INSERT INTO events (run, kind, at, data) VALUES ('r1', $1, now(), '{}')`, [kind])
const kinds = async (from: string, limit = 100) => {
  const page = await changes.between(from, { limit })
  return { kinds: page.changes.map(({ kind }) => kind), position: page.position, more: page.more }
}

/** Waits until there are so many: transactions of other tests on the same server hold them back, too. */
async function arrived(from: string, count: number) {
  for (let tries = 0; tries < 400; tries++) {
    const page = await kinds(from)
    if (page.kinds.length >= count) return page
    await pause(25)
  }
  return kinds(from)
}

/** A transaction that is open until it is told to end. */
async function opened(work: (tx: Queries) => Promise<unknown>) {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const done = db.transaction(async tx => {
    await work(tx)
    begun.resolve()
    await end.promise
    return tx
  })
  await begun.promise
  return async () => {
    end.resolve()
    await done
  }
}

test('what is committed out of order is neither lost nor seen twice', async () => {
  let { position } = await kinds(await changes.latest())
  const endFirst = await opened(event('first'))
  await db.transaction(event('second'))
  const before = await kinds(position)
  expect(before.kinds).toEqual([])
  position = before.position
  await endFirst()
  await db.transaction(event('third'))
  const after = await arrived(position, 3)
  expect(after.kinds).toEqual(['first', 'second', 'third'])
  expect(await kinds(after.position)).toMatchObject({ kinds: [], more: false })
})

test('a number that was given late to an old transaction is not overtaken', async () => {
  const { position } = await kinds(await changes.latest())
  // Has its transaction before the other one, and its number after it.
  const late = await opened(tx => tx.run(`SELECT pg_current_xact_id()`))
  const endOther = await opened(event('other'))
  await endOther()
  expect((await kinds(position)).kinds).toEqual([])
  await late()
  expect((await arrived(position, 1)).kinds).toEqual(['other'])
})

test('pages go on within a transaction, over all tables', async () => {
  const start = await changes.latest()
  await db.transaction(async tx => {
    await event('a')(tx)
    await event('b')(tx)
    await tx.run(
      `INSERT INTO model_events (model, kind, version, at, who, why) VALUES ('m', 'promoted', 1, now(), '', '')`,
    )
    await tx.run(`INSERT INTO schedule_events (at, kind, pipeline, deployment, who, why, data)
      VALUES (now(), 'paused', 'p', 'acme', '', '', '{}')`)
    await tx.run(`INSERT INTO incident_events (incident, at, kind, text) VALUES ('i', now(), 'opened', '')`)
  })
  await db.transaction(event('c'))
  await arrived(start, 6)
  const seen: string[] = []
  let at = start
  for (let more = true; more;) {
    const page = await kinds(at, 2)
    seen.push(...page.kinds)
    at = page.position
    more = page.more
  }
  expect(seen).toEqual(['a', 'b', 'promoted', 'paused', 'opened', 'c'])
  const [first] = (await changes.between(start, { limit: 1 })).changes
  const upTo = await changes.between(start, { to: first?.position ?? '', limit: 9 })
  expect(upTo.changes.map(({ kind }) => kind)).toEqual(['a'])
})

test('positions of other records are known as such', async () => {
  const latest = await changes.latest()
  expect(changes.isUpTo(latest, latest)).toBe(true)
  expect(changes.isUpTo('1-0-0', latest)).toBe(true)
  for (const other of ['9999999999999999-0-0', '1-2', '', 'x', '1-9-0']) {
    expect(changes.isUpTo(other, latest)).toBe(false)
  }
})
