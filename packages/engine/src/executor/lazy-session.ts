import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { rawSql, type DataSession, type DatasetRef, type SqlFragment } from '@sluice/core'
import type { OpenDataSession } from '../data/open-session.ts'
import { datasetSql } from '../data/dataset-sql.ts'
import { SessionClosed } from '../data/session-closed.ts'
import { ownedName } from '../store/owned-name.ts'
import type { DatasetStore } from '../store/store.ts'

/** What a session that opens on first use is made of. */
export interface LazySessionOptions {
  readonly store: DatasetStore
  readonly scratchRoot: string
  readonly open: () => Promise<OpenDataSession>
}

/**
 * A data session that opens its DuckDB (10 ms and memory) when a statement first needs it: many steps need none. Its
 * scratch folder is made when somebody asks for it.
 */
export function lazySession({ store, scratchRoot, open }: LazySessionOptions): OpenDataSession {
  const mentioned = new Map<string, DatasetRef>()
  let opening: Promise<OpenDataSession> | undefined
  let opened: OpenDataSession | undefined
  let scratch: string | undefined
  let closed = false
  const session = () => {
    if (closed) throw new SessionClosed()
    opening ??= open().then(made => {
      for (const ref of mentioned.values()) made.dataset(ref)
      opened = made
      return made
    })
    return opening
  }
  const dataset = (ref: DatasetRef): SqlFragment => {
    if (opened !== undefined) return opened.dataset(ref)
    mentioned.set(ref.digest, ref)
    return rawSql(datasetSql(store.path(ref)))
  }
  async function* chunks(statement: Parameters<DataSession['chunks']>[0]) {
    yield* (await session()).chunks(statement)
  }
  return {
    run: async statement => (await session()).run(statement),
    rows: async <R>(statement: SqlFragment<R> | string) => (await session()).rows<R>(statement),
    chunks,
    dataset,
    writer: async (table, schema) => (await session()).writer(table, schema),
    save: async query => (await session()).save(query),
    describe: async query => (await session()).describe(query),
    get scratch() {
      if (scratch === undefined) {
        scratch = join(scratchRoot, ownedName())
        mkdirSync(scratch, { recursive: true })
      }
      return scratch
    },
    async close() {
      closed = true
      // A session that could not be opened is closed.
      const made = await opening?.catch(() => undefined)
      await made?.close()
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true })
    },
  }
}
