import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DataSession } from '@sluice/core'
import { onDisk } from '../store/durable-file.ts'
import { ownedName } from '../store/owned-name.ts'
import type { DatasetStore } from '../store/store.ts'
import { removeAbandoned } from '../store/temporary.ts'
import { Connection } from './connection.ts'
import { DuckDBSession } from './duckdb-session.ts'
import { literal } from './statement.ts'

/** What a session of one step attempt is given. */
export interface SessionOptions {
  readonly store: DatasetStore
  /** The folder in which the session makes its own, for spilled data and for the step's files. */
  readonly scratchRoot: string
  readonly threads: number
  readonly memoryLimitBytes: number
  /** Interrupts the running statement and makes every later call fail with its reason. */
  readonly signal?: AbortSignal
}

/** A data session with its end. */
export interface OpenDataSession extends DataSession {
  /** Stops what still runs, frees DuckDB and removes the scratch folder. */
  close(): Promise<void>
}

/** Opens a private DuckDB in memory that spills to its own scratch folder. */
export async function openSession(options: SessionOptions): Promise<OpenDataSession> {
  const { store, memoryLimitBytes, signal = new AbortController().signal } = options
  signal.throwIfAborted()
  const scratchRoot = resolve(options.scratchRoot)
  const scratch = join(scratchRoot, ownedName())
  const temporaryFolder = join(scratch, 'spilled')
  await onDisk(scratch, 'for the scratch folder of a step', () => mkdir(scratch, { recursive: true }))
  await removeAbandoned(scratchRoot, Date.now())
  try {
    const instance = await DuckDBInstance.create(':memory:', settings(options, temporaryFolder))
    const ending = new AbortController()
    const scope = {
      signal: AbortSignal.any([signal, ending.signal]),
      limits: { memoryLimitBytes, temporaryFolder },
      connections: new Set<Connection>(),
    }
    const main = await Connection.open(instance, scope)
    await main.run({ text: `SET GLOBAL TimeZone = ${literal('UTC')}`, values: [] })
    return new DuckDBSession({ instance, main, scope, ending, store, scratch })
  } catch (error) {
    await rm(scratch, { recursive: true, force: true })
    throw error
  }
}

function settings(
  { threads, memoryLimitBytes }: SessionOptions,
  temporaryFolder: string,
): Record<string, string> {
  return {
    threads: String(threads),
    memory_limit: `${memoryLimitBytes}B`,
    temp_directory: temporaryFolder,
    // The order of rows is part of a dataset's content.
    preserve_insertion_order: 'true',
    errors_as_json: 'true',
    // No code and no file comes from the network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  }
}
