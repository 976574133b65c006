import { mkdir } from 'node:fs/promises'
import { availableParallelism, totalmem, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { AlertSink, ModelRegistry } from '@sluice/core'
import { openSession } from './data/open-session.ts'
import { EmbeddedExecutor } from './executor/embedded/embedded-executor.ts'
import { runPlans } from './executor/embedded/run-plans.ts'
import { openDatabase, type Database } from './journal/database.ts'
import type { Journal } from './journal/journal.ts'
import { sqliteJournal } from './journal/sqlite-journal.ts'
import { sqliteLedger } from './ledger/sqlite-ledger.ts'
import { sqliteRegistry } from './registry/sqlite-registry.ts'
import { settleInterrupted, type RunRequest } from './run/open-run.ts'
import { redactor } from './run/redactor.ts'
import type { RunEvent, RunSummary } from './run/run-event.ts'
import type { Services, Sessions } from './run/services.ts'
import { openStore } from './store/local-store.ts'
import type { Store } from './store/store.ts'
import { removeAbandoned } from './store/temporary.ts'

/** Where an engine keeps things and what it is given from outside; everything but `root` has a default. */
export interface EngineOptions {
  /** Folder of journal, store and scratch; made when absent. */
  readonly root: string
  readonly now?: () => Date
  readonly fetch?: typeof fetch
  /** Where secrets are resolved. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly random?: () => number
  readonly alerts?: readonly AlertSink[]
  /** Steps at once, over all runs; default the number of cores. */
  readonly concurrency?: number
  /** Memory for DuckDB over all steps at once; default 1 GB for each, but at most half of the machine's. */
  readonly memoryLimitBytes?: number
  /** Who runs, for journal and registry. */
  readonly who?: string
  readonly crashPoint?: (name: string) => void
}

/** Runs plans and remembers what happened. */
export interface Engine {
  /**
   * Runs plans side by side and says what became of each. A failed or blocked step is in the summary, not thrown.
   *
   * @throws RunBusy when a living process runs one of them, before anything runs; JournalFailed.
   */
  run(
    requests: readonly RunRequest[],
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: RunEvent) => void },
  ): Promise<readonly RunSummary[]>
  readonly journal: Journal
  readonly models: ModelRegistry
  readonly store: Store
  /** Cancels what runs, waits for it, and closes the journal. */
  close(): Promise<void>
}

/** How long a step that was aborted may take to end by itself before it is left behind. */
const graceMs = 5_000

/** Opens an engine on embedded defaults: journal, registry and ledger in SQLite, datasets and artifacts in a folder. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const root = resolve(options.root)
  const { concurrency = availableParallelism() } = options
  const scratchRoot = join(root, 'scratch')
  await mkdir(scratchRoot, { recursive: true })
  await removeAbandoned(scratchRoot, Date.now())
  const db = openDatabase(join(root, 'journal.db'))
  try {
    const { journal, ...services } = await embeddedServices(root, db, options)
    await settleInterrupted(journal, services.now())
    return engineOver({ ...services, journal }, journal, db, new EmbeddedExecutor(concurrency))
  } catch (error) {
    db.close()
    throw error
  }
}

async function embeddedServices(
  root: string,
  db: Database,
  options: EngineOptions,
): Promise<Omit<Services, 'onEvent'> & { readonly journal: Journal }> {
  const { now = () => new Date(), crashPoint = () => undefined, alerts = [] } = options
  const store = await openStore(join(root, 'store'), { now })
  const secrets = redactor(options.env ?? process.env)
  return {
    journal: sqliteJournal(db, { now, redact: secrets.redact, crashPoint }),
    store,
    models: sqliteRegistry(db, now),
    ledger: sqliteLedger(db),
    redactor: secrets,
    alerts,
    now,
    fetch: options.fetch ?? fetch,
    random: options.random ?? Math.random,
    sessions: sessionsIn(join(root, 'scratch'), store, options),
    crashPoint,
    graceMs,
    who: options.who ?? userName(),
  }
}

/** What a step gets by default. DuckDB spills above it, so more would only make the process larger. */
const stepBytes = 1e9

function sessionsIn(scratchRoot: string, store: Store, options: EngineOptions): Sessions {
  const cores = availableParallelism()
  const { concurrency = cores } = options
  const { memoryLimitBytes = Math.min(concurrency * stepBytes, totalmem() / 2) } = options
  const share = {
    threads: Math.max(1, Math.floor(cores / concurrency)),
    memoryLimitBytes: Math.floor(memoryLimitBytes / concurrency),
  }
  return {
    scratchRoot,
    threads: share.threads,
    open: signal => openSession({ store, scratchRoot, ...share, signal }),
  }
}

function engineOver(
  services: Omit<Services, 'onEvent'>,
  journal: Journal,
  db: Database,
  executor: EmbeddedExecutor,
): Engine {
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  return {
    run(requests, { signal, onEvent = () => undefined } = {}) {
      const cancel = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      const work = runPlans({ ...services, onEvent: undisturbed(onEvent) }, executor, requests, cancel)
      const entry = work.catch(() => undefined).finally(() => running.delete(entry))
      running.add(entry)
      return work
    },
    journal,
    models: services.models,
    store: services.store,
    async close() {
      closing.abort()
      await Promise.all(running)
      db.close()
    },
  }
}

/** A display that throws is reported and does not stop a run. */
function undisturbed(onEvent: (event: RunEvent) => void): (event: RunEvent) => void {
  return event => {
    try {
      onEvent(event)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A uid without a passwd entry, as in some containers.
    return 'unknown'
  }
}
