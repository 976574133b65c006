import type { DuckDBDataChunk, DuckDBInstance, DuckDBResult } from '@duckdb/node-api'
import type { Chunk, SqlStatement } from '@sluice/core'
import { canonicalQuery, type CanonicalQuery } from './canonical-query.ts'
import { Connection, type ConnectionScope } from './connection.ts'
import { readChunk } from './read-vectors.ts'
import { quoted } from './statement.ts'

/** The session that streams belong to. */
export interface StreamSession {
  readonly instance: DuckDBInstance
  readonly scope: ConnectionScope
  /** The connection with the session's temporary objects. */
  readonly main: Connection
  /** A table name that nothing else uses. */
  readonly freshName: () => string
}

/**
 * Streams a query's rows in canonical types. A DuckDB connection forgets its open stream when it runs anything
 * else, so every stream has a connection of its own, and the session stays usable inside the loop.
 */
export async function* streamChunks(session: StreamSession, query: SqlStatement): AsyncGenerator<Chunk> {
  const source = await session.main.exclusively(() => streamable(session, query))
  const connection = await Connection.open(session.instance, session.scope)
  try {
    const result = await connection.exclusively(() => connection.stream(source.statement, source.failed))
    yield* readAhead(connection, result, source, session.scope.signal)
  } finally {
    await connection.close()
    if (source.spool !== undefined) await dropSpool(session, source.spool)
  }
}

/** Fetches the next chunk while the current one is being used. */
async function* readAhead(
  connection: Connection,
  result: DuckDBResult,
  { failed, schema }: CanonicalQuery,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  const fetch = () => {
    const fetched = connection.exclusively(() => connection.translated(failed, () => result.fetchChunk()))
    fetched.catch(() => undefined)
    return fetched
  }
  let next: Promise<DuckDBDataChunk | null> = fetch()
  for (;;) {
    const chunk = await next
    signal.throwIfAborted()
    if (chunk === null || chunk.rowCount === 0) return
    next = fetch()
    yield readChunk(chunk, schema)
  }
}

interface StreamSource extends CanonicalQuery {
  readonly spool?: string
}

/**
 * Temporary objects, variables and `USE` are known to one connection only; a query that may depend on them is
 * first kept as a table.
 */
async function streamable({ main, freshName }: StreamSession, query: SqlStatement): Promise<StreamSource> {
  const canonical = await canonicalQuery(main, query)
  if (!(await hasPrivateState(main))) return canonical
  const spool = `memory.main.${quoted(freshName())}`
  const { text, values } = canonical.statement
  await main.run({ text: `CREATE TABLE ${spool} AS ${text}`, values }, canonical.failed)
  return { ...canonical, statement: { text: `FROM ${spool}`, values: [] }, spool }
}

async function hasPrivateState(main: Connection): Promise<boolean> {
  const text = `
    SELECT EXISTS (FROM duckdb_tables() WHERE temporary)
      OR EXISTS (FROM duckdb_views() WHERE temporary AND NOT internal)
      OR EXISTS (FROM duckdb_variables())
      OR current_setting('search_path') <> ''`
  const [[found] = []] = await (await main.run({ text, values: [] })).getRowsJS()
  return found === true
}

async function dropSpool({ main, scope }: StreamSession, spool: string): Promise<void> {
  if (scope.signal.aborted) return
  await main.exclusively(() => main.run({ text: `DROP TABLE ${spool}`, values: [] }))
}
