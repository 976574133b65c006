import { mkdir } from 'node:fs/promises'
import { availableParallelism, totalmem, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { AlertSink, ModelRegistry } from '@sluice/core'
import { openSession } from './data/open-session.ts'
import { openDatabase } from './journal/database.ts'
import type { Journal } from './journal/journal.ts'
import { sqliteJournal } from './journal/sqlite-journal.ts'
import { sqliteLedger } from './ledger/sqlite-ledger.ts'
import { sqliteRegistry } from './registry/sqlite-registry.ts'
import type { RunRequest } from './run/open-run.ts'
import { redactor } from './run/redactor.ts'
import type { RunEvent, RunSummary } from './run/run-event.ts'
import { runPlans } from './run/run-plans.ts'
import type { Services } from './run/services.ts'
import { openStore } from './store/local-store.ts'
import type { Store } from './store/store.ts'

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
  /** Memory for DuckDB over all steps at once; default half of the machine's. */
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
   * @throws RunBusy when a living process runs one of them.
   */
  run(
    requests: readonly RunRequest[],
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: RunEvent) => void },
  ): Promise<readonly RunSummary[]>
  readonly journal: Journal
  readonly models: ModelRegistry
  readonly store: Store
  close(): Promise<void>
}

/** Opens an engine on embedded defaults: journal, registry and ledger in SQLite, datasets and artifacts in a folder. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const root = resolve(options.root)
  const {
    now = () => new Date(),
    concurrency = availableParallelism(),
    memoryLimitBytes = Math.floor(totalmem() / 2),
  } = options
  await mkdir(root, { recursive: true })
  const store = await openStore(join(root, 'store'), { now })
  const db = openDatabase(join(root, 'journal.db'))
  const secrets = redactor(options.env ?? process.env)
  const services: Omit<Services, 'onEvent'> = {
    db,
    journal: sqliteJournal(db, { now, redact: secrets.redact }),
    store,
    models: sqliteRegistry(db, now),
    ledger: sqliteLedger(db),
    redactor: secrets,
    alerts: options.alerts ?? [],
    now,
    fetch: options.fetch ?? fetch,
    random: options.random ?? Math.random,
    openSession: signal =>
      openSession({
        store,
        scratchRoot: join(root, 'scratch'),
        threads: Math.max(1, Math.floor(availableParallelism() / concurrency)),
        memoryLimitBytes: Math.floor(memoryLimitBytes / concurrency),
        signal,
      }),
    crashPoint: options.crashPoint ?? (() => undefined),
    concurrency,
    who: options.who ?? userName(),
  }
  return {
    run: (requests, { signal = new AbortController().signal, onEvent = () => undefined } = {}) =>
      runPlans({ ...services, onEvent }, requests, signal),
    journal: services.journal,
    models: services.models,
    store,
    close: async () => db.close(),
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
