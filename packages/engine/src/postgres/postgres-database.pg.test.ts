import { randomUUID } from 'node:crypto'
import { createServer, connect, type Server, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newTestSchema, type TestSchema } from '../testing/postgres-schema.ts'
import { openPostgres, type PostgresDatabase } from './postgres-database.ts'
import { wasCommitted } from './transact.ts'

let schema: TestSchema
let db: PostgresDatabase

beforeAll(async () => {
  schema = newTestSchema()
  db = schema.open()
  await db.transaction(async tx => {
    await tx.run(`CREATE SCHEMA "${schema.schema}"`)
    await tx.run(`CREATE TABLE "${schema.schema}".notes (note text)`)
    await tx.run(
      `CREATE TABLE "${schema.schema}".commits (id uuid PRIMARY KEY, at timestamptz DEFAULT now())`,
    )
  })
})
afterAll(() => schema.drop())

const notes = async () =>
  (await db.all<{ note: string }>('SELECT note FROM notes ORDER BY note')).map(({ note }) => note)

/** Ends the connection of a transaction from outside, as a restart of the server does. */
const kill = (pid: number) => db.get('SELECT pg_terminate_backend($1)', [pid])

test('a transaction whose connection is lost is done again, and once', async () => {
  const pids: number[] = []
  const result = await db.transaction(async tx => {
    const pid = (await tx.get<{ pid: number }>('SELECT pg_backend_pid() AS pid'))?.pid ?? 0
    pids.push(pid)
    await tx.run('INSERT INTO notes VALUES ($1)', ['lost-and-found'])
    if (pids.length === 1) await kill(pid)
    return tx.get('SELECT count(*) AS n FROM notes WHERE note = $1', ['lost-and-found'])
  })
  expect(result).toEqual({ n: 1 })
  expect(pids).toHaveLength(2)
  expect((await notes()).filter(note => note === 'lost-and-found')).toHaveLength(1)
})

test('a transaction whose COMMIT was done and not answered is not done again', async () => {
  const proxy = await losing('COMMIT')
  const behind = openPostgres(proxy.url, { schema: schema.schema, connections: 1 })
  let times = 0
  await behind.transaction(async tx => {
    times += 1
    await tx.run('INSERT INTO notes VALUES ($1)', ['committed'])
  })
  expect(times).toBe(1)
  expect(proxy.lost()).toBe(1)
  expect((await notes()).filter(note => note === 'committed')).toHaveLength(1)
  await behind.close()
  await proxy.close()
})

test('a lost transaction whose id the server gave to another after a crash counts as lost', async () => {
  const found = await db.transaction(async tx => {
    const own = await tx.get<{ id: string }>('SELECT pg_current_xact_id()::text AS id')
    const mark = await tx.get<{ id: string }>('SELECT id FROM commits WHERE xmin = pg_current_xact_id()::xid')
    return { id: own?.id ?? '', mark: mark?.id ?? '' }
  })
  const pool = new pg.Pool({ connectionString: schema.url, options: `-c search_path=${schema.schema}` })
  expect(await wasCommitted(pool, found)).toBe(true)
  expect(await wasCommitted(pool, { ...found, mark: randomUUID() })).toBe(false)
  expect(await wasCommitted(pool, { ...found, mark: undefined })).toBe(true)
  await pool.end()
})

test('a process that is suspended in a transaction does not keep its locks, and does it again', async () => {
  const slow = schema.open({ idleTransactionMs: 200 })
  await db.transaction(tx => tx.run(`INSERT INTO notes VALUES ('locked')`))
  let times = 0
  const suspended = Promise.withResolvers<void>()
  const locked = Promise.withResolvers<void>()
  const work = slow.transaction(async tx => {
    times += 1
    await tx.run(`UPDATE notes SET note = note WHERE note = 'locked'`)
    locked.resolve()
    if (times === 1) await suspended.promise
  })
  await locked.promise
  await db.transaction(tx => tx.run(`UPDATE notes SET note = note WHERE note = 'locked'`))
  suspended.resolve()
  await work
  expect(times).toBe(2)
})

test('an error of the work rolls back and is the one that is thrown', async () => {
  const work = db.transaction(async tx => {
    await tx.run('INSERT INTO notes VALUES ($1)', ['never'])
    throw new RangeError('mine')
  })
  await expect(work).rejects.toThrow(new RangeError('mine'))
  expect(await notes()).not.toContain('never')
})

test('transactions in each other’s way both succeed', async () => {
  await db.transaction(tx => tx.run(`INSERT INTO notes VALUES ('x'), ('y')`))
  const meet = Promise.withResolvers<void>()
  let there = 0
  const lock = (first: string, second: string) =>
    db.transaction(async tx => {
      await tx.run('UPDATE notes SET note = note WHERE note = $1', [first])
      if ((there += 1) === 2) meet.resolve()
      await meet.promise
      await tx.run('UPDATE notes SET note = note WHERE note = $1', [second])
    })
  await Promise.all([lock('x', 'y'), lock('y', 'x')])
})

test('what the server refuses is named, with its SQLSTATE and without values', async () => {
  const secret = 'hunter2hunter2'
  const failure = await db
    .transaction(tx => tx.run('INSERT INTO nowhere VALUES ($1)', [secret]))
    .catch((e: unknown) => e)
  expect(failure).toMatchObject({ code: 'database-failed', state: '42P01' })
  expect(String(failure)).not.toContain(secret)
})

test('a server that is not there is named without the password, after the patience that was asked for', async () => {
  const gone = openPostgres('postgres://ann:hunter2@127.0.0.1:1/sales', { patienceMs: 300 })
  const started = performance.now()
  const failure: unknown = await gone.all('SELECT 1').catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'journal-unavailable', retry: 'later' })
  expect(String(failure)).toContain('127.0.0.1:1/sales cannot be reached (connect ECONNREFUSED')
  expect(JSON.stringify([failure, (failure as Error).stack])).not.toContain('hunter2')
  expect(performance.now() - started).toBeGreaterThan(300)
  await gone.close()
})

test.each([
  ['hunter2', 'is not a URL'],
  ['mysql://ann:hunter2@host/db', 'begins with "mysql:"'],
])('a URL that is none is refused without being shown', (url, reason) => {
  const open = () => openPostgres(url)
  expect(open).toThrow(reason)
  expect(open).not.toThrow(/hunter2/)
})

test('a wrong database name is an error at once', async () => {
  const url = new URL(schema.url)
  url.pathname = '/no_such_database'
  const wrong = openPostgres(url.href)
  await expect(wrong.all('SELECT 1')).rejects.toThrow(/Create the database, or correct its name/)
  await wrong.close()
})

/** A way to the server on which the answer to the first query with a word is lost together with the connection. */
async function losing(word: string): Promise<{ url: string; lost(): number; close(): Promise<void> }> {
  const target = new URL(schema.url)
  const sockets = new Set<Socket>()
  let lost = 0
  const server: Server = createServer(client => {
    const upstream = connect(Number(target.port), target.hostname)
    sockets.add(client).add(upstream)
    let cut = false
    client.on('data', chunk => {
      if (lost === 0 && chunk.includes(word)) {
        lost += 1
        cut = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', chunk => (cut ? client.destroy() : client.write(chunk)))
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
    client.on('close', () => upstream.end())
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const url = new URL(target)
  url.port = String((server.address() as { readonly port: number }).port)
  return {
    url: url.href,
    lost: () => lost,
    close: () =>
      new Promise(done => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}
