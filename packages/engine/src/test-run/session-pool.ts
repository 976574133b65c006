import type { DataSession, SqlFragment } from '@sluice/core'
import { openSession, type OpenDataSession } from '../data/open-session.ts'
import { quoted, statementOf } from '../data/statement.ts'
import type { DatasetStore } from '../store/store.ts'

/** A session that serves one step after the other; `store` is that of the test run that has it. */
interface PooledSession {
  readonly session: OpenDataSession
  store: DatasetStore
}

/** Opening DuckDB takes longer than most steps of a test, so a few stay open. */
const mostIdle = 2
const memoryLimitBytes = 512 * 1024 ** 2
const idle: PooledSession[] = []

/** After other statements a session is as it was once tables and views are dropped. */
const leavesTraces =
  /\b(set|reset|use|attach|detach|load|install|pragma|begin|create\s+(?!(or\s+replace\s+)?(temp(orary)?\s+)?(table|view)\b))/i

const leftovers = `
  SELECT 'VIEW' AS kind, database_name AS database, schema_name AS schema, view_name AS name
  FROM duckdb_views() WHERE NOT internal
  UNION ALL SELECT 'TABLE', database_name, schema_name, table_name FROM duckdb_tables() WHERE NOT internal`

/**
 * A session for one step of a test run; what the step makes in it goes with `close`. Scratch folders are made below
 * `scratchRoot`.
 */
export async function takeSession(store: DatasetStore, scratchRoot: string): Promise<OpenDataSession> {
  const taken = idle.pop() ?? (await openPooled(scratchRoot))
  taken.store = store
  const { session } = taken
  let clean = true
  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      clean = false
      throw error
    }
  }
  return {
    ...methodsOf(session),
    run: statement => {
      if (leavesTraces.test(textOf(statement))) clean = false
      return watched(() => session.run(statement))
    },
    rows: <R>(statement: SqlFragment<R> | string) => watched(() => session.rows<R>(statement)),
    save: query => watched(() => session.save(query)),
    async close() {
      if (!clean || idle.length >= mostIdle) return session.close()
      try {
        await dropLeftovers(session)
        idle.push(taken)
      } catch {
        // Something in it is broken for good, such as a dataset that could not be fetched.
        await session.close()
      }
    },
  }
}

async function dropLeftovers(session: DataSession): Promise<void> {
  const found = await session.rows<{ kind: string; database: string; schema: string; name: string }>(
    leftovers,
  )
  for (const { kind, database, schema, name } of found) {
    await session.run(`DROP ${kind} IF EXISTS ${[database, schema, name].map(quoted).join('.')} CASCADE`)
  }
}

async function openPooled(scratchRoot: string): Promise<PooledSession> {
  const current = (): DatasetStore => pooled.store
  const switching: DatasetStore = {
    stage: () => current().stage(),
    path: ref => current().path(ref),
    fetch: (ref, until) => current().fetch(ref, until),
  }
  const session = await openSession({ store: switching, scratchRoot, threads: 1, memoryLimitBytes })
  const pooled: PooledSession = { session, store: switching }
  return pooled
}

function methodsOf(
  session: DataSession,
): Pick<DataSession, 'chunks' | 'dataset' | 'writer' | 'describe' | 'scratch'> {
  return {
    chunks: statement => session.chunks(statement),
    dataset: ref => session.dataset(ref),
    writer: (table, schema) => session.writer(table, schema),
    describe: query => session.describe(query),
    scratch: session.scratch,
  }
}

function textOf(statement: SqlFragment | string): string {
  return typeof statement === 'string' ? statement : statementOf(statement).text
}
