import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isConnectionLoss } from './postgres-error.ts'
import type { Queries } from './postgres-database.ts'

const askEveryMs = 100
const marksKept = '1 hour'
const sweepEvery = 2_000

/** A transaction that was begun: its id, and the row it leaves behind when it is committed. */
export interface Begun {
  readonly id: string
  /** Absent before the schema has the table of marks. */
  readonly mark: string | undefined
}

/** What is known of a database's table of marks. */
export interface Marks {
  exist: boolean
  transactions: number
}

/**
 * Does the work in one transaction. When the connection is lost while it is committed, `committed` is asked.
 *
 * @throws the loss of the connection when nothing was committed: the work may then be done again
 */
export async function transact<T>(
  pool: pg.Pool,
  marks: Marks,
  work: (tx: Queries) => Promise<T>,
  committed: (begun: Begun) => Promise<boolean>,
): Promise<T> {
  const client = await pool.connect()
  let committing: { readonly begun: Begun; readonly result: T } | undefined
  try {
    const begun = await begin(client, marks)
    committing = { begun, result: await work(queriesOn(client)) }
    await client.query('COMMIT')
    client.release()
    sweep(pool, marks)
    return committing.result
  } catch (error) {
    const lost = isConnectionLoss(error)
    if (!lost) await client.query('ROLLBACK').catch(() => undefined)
    client.release(lost)
    if (lost && committing !== undefined && (await committed(committing.begun))) return committing.result
    throw error
  }
}

/** Begins a transaction and leaves its mark. */
async function begin(client: pg.PoolClient, marks: Marks): Promise<Begun> {
  const look = `SELECT pg_current_xact_id()::text AS id, to_regclass('commits') IS NOT NULL AS marked`
  const mark = randomUUID()
  // Several statements in one go take no parameters; the mark is our own.
  const leave = marks.exist ? `INSERT INTO commits (id) VALUES ('${mark}');` : ''
  const results: unknown = await client.query(`BEGIN; ${leave} ${look}`)
  const rows = (results as readonly { readonly rows: readonly { id: string; marked: boolean }[] }[]).at(
    -1,
  )?.rows
  const { id = '', marked = false } = rows?.[0] ?? {}
  if (marks.exist) return { id, mark }
  marks.exist = marked
  if (!marked) return { id, mark: undefined }
  await client.query('INSERT INTO commits (id) VALUES ($1)', [mark])
  return { id, mark }
}

/** Marks are needed while somebody may still ask for them. */
function sweep(pool: pg.Pool, marks: Marks): void {
  if (!marks.exist || ++marks.transactions % sweepEvery !== 0) return
  pool.query(`DELETE FROM commits WHERE at < now() - interval '${marksKept}'`).catch(() => undefined)
}

/**
 * What became of a transaction whose COMMIT was sent and not answered. Its id alone does not tell: a server that crashed
 * gives the ids of transactions that it lost to others.
 */
export async function wasCommitted(pool: pg.Pool, { id, mark }: Begun): Promise<boolean> {
  for (;;) {
    const { rows } = await pool.query<{ status: string | null }>(
      'SELECT pg_xact_status($1::xid8) AS status',
      [id],
    )
    const status = rows[0]?.status
    if (status === 'in progress') {
      // Its backend has not noticed yet that nobody listens.
      await pause(askEveryMs)
      continue
    }
    if (mark === undefined) return status === 'committed'
    return (await pool.query('SELECT 1 FROM commits WHERE id = $1', [mark])).rowCount === 1
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
