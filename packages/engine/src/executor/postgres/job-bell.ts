import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { PostgresDatabase } from '../../postgres/postgres-database.ts'

const againMs = 1_000

/** The channel of a schema; PostgreSQL has one space of names for all of a database. */
function channelOf({ schema }: PostgresDatabase): string {
  return `sluice_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`
}

/**
 * Tells waiting workers that there are jobs. Called after the transaction that made them, not in it: there it would
 * make all commits of a database wait for each other. A call that is lost costs a worker one poll.
 */
export function jobBell(db: PostgresDatabase): { ring(): void } {
  let ringing = false
  let again = false
  const ring = () => {
    again = ringing
    if (ringing) return
    ringing = true
    void db
      .all('SELECT pg_notify($1, $2)', [channelOf(db), ''])
      .catch(() => undefined)
      .finally(() => {
        ringing = false
        if (again) ring()
      })
  }
  return { ring }
}

/** How the connections of workers that listen are called. */
function listenerName(db: PostgresDatabase): string {
  return `sluice worker ${channelOf(db).slice(-16)}`
}

/** True when a worker listens now, as far as this user may see the connections of others. */
export async function isAnybodyListening(db: PostgresDatabase): Promise<boolean> {
  const found = await db.get(
    'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 LIMIT 1',
    [listenerName(db)],
  )
  return found !== undefined
}

/** Hears the bell until it is closed, over one connection that is opened anew when it is lost. */
export function hearBell(db: PostgresDatabase, url: string, heard: () => void): { close(): Promise<void> } {
  const closing = new AbortController()
  const { signal } = closing
  const loop = async () => {
    while (!signal.aborted) {
      await hearOnce(db, url, heard, signal).catch(() => undefined)
      await pause(againMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const ended = loop()
  return {
    close: () => {
      closing.abort()
      return ended
    },
  }
}

/** Settles when the connection is lost or the signal is aborted. */
async function hearOnce(
  db: PostgresDatabase,
  connectionString: string,
  heard: () => void,
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: listenerName(db), keepAlive: true })
  const over = new Promise<void>(resolve => {
    client.on('end', resolve)
    client.on('error', () => resolve())
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  client.on('notification', heard)
  try {
    await client.connect()
    await client.query(`LISTEN ${channelOf(db)}`)
    // What was said while nobody listened.
    heard()
    await over
  } finally {
    await client.end().catch(() => undefined)
  }
}
