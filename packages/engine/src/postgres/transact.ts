import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isConnectionLoss } from './postgres-error.ts'
import type { Queries } from './postgres-database.ts'

const askEveryMs = 100

/**
 * Does the work in one transaction. When the connection is lost while it is committed, `committed` is asked.
 *
 * @throws the loss of the connection when nothing was committed: the work may then be done again
 */
export async function transact<T>(
  pool: pg.Pool,
  work: (tx: Queries) => Promise<T>,
  committed: (transaction: string) => Promise<boolean>,
): Promise<T> {
  const client = await pool.connect()
  let committing: { readonly id: string; readonly result: T } | undefined
  try {
    const id = await begin(client)
    committing = { id, result: await work(queriesOn(client)) }
    await client.query('COMMIT')
    client.release()
    return committing.result
  } catch (error) {
    const lost = isConnectionLoss(error)
    if (!lost) await client.query('ROLLBACK').catch(() => undefined)
    client.release(lost)
    if (lost && committing !== undefined && (await committed(committing.id))) return committing.result
    throw error
  }
}

/** Begins a transaction; returns its id, by which the server can be asked what became of it. */
async function begin(client: pg.PoolClient): Promise<string> {
  const results: unknown = await client.query('BEGIN; SELECT pg_current_xact_id()::text AS id')
  return (results as readonly { readonly rows: readonly { readonly id: string }[] }[])[1]?.rows[0]?.id ?? ''
}

/** What became of a transaction whose COMMIT was sent and not answered. */
export async function wasCommitted(pool: pg.Pool, id: string): Promise<boolean> {
  for (;;) {
    const { rows } = await pool.query<{ status: string | null }>(
      'SELECT pg_xact_status($1::xid8) AS status',
      [id],
    )
    const status = rows[0]?.status
    if (status !== 'in progress') return status === 'committed'
    // Its backend has not noticed yet that nobody listens.
    await pause(askEveryMs)
  }
}

/** Statements on one connection. */
function queriesOn(client: pg.PoolClient): Queries {
  const all = async <R>(sql: string, values: readonly unknown[] = []) =>
    (await client.query(sql, [...values])).rows as R[]
  return {
    all,
    get: async <R>(sql: string, values?: readonly unknown[]) => (await all<R>(sql, values))[0],
    run: async (sql, values = []) => (await client.query(sql, [...values])).rowCount ?? 0,
    raw: (sql, values = []) => client.query<object>({ text: sql, values: [...values], types: pg.types }),
  }
}
