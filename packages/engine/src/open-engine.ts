import { availableParallelism } from 'node:os'
import type { AlertSink, Channel, ModelRegistry } from '@sluice/core'
import type { ControlScope } from './control/control.ts'
import { embeddedExecutor } from './executor/embedded/run-embedded.ts'
import { engineCloses, type Executor } from './executor/executor.ts'
import { jobBell } from './executor/postgres/job-bell.ts'
import { openJobQueue } from './executor/postgres/job-queue.ts'
import { postgresExecutor } from './executor/postgres/postgres-executor.ts'
import { DatabaseUrlInvalid } from './errors/database-url-invalid.ts'
import { keepSweeping } from './incidents/keep-sweeping.ts'
import type { IncidentOptions, Incidents } from './incidents/incidents.ts'
import { observation, type Sight } from './observe/observation.ts'
import type { Observer } from './observe/observer.ts'
import type { Journal, RunJournal } from './journal/journal.ts'
import type { PostgresRecords, Records } from './journal/records.ts'
import { servicesOnPostgres, servicesOnSqlite, type OpenServices } from './open-services.ts'
import type { RunRequest } from './run/open-run.ts'
import type { RunEvent, RunSummary } from './run/run-event.ts'
import type { ScheduleJournal } from './schedule/schedule-journal.ts'
import type { WorkDatabase } from './schedule/sql-work.ts'
import type { Views } from './views/views.ts'
import type { Store } from './store/store.ts'

/** Where an engine keeps things and what it is given from outside; everything but `root` has a default. */
export interface EngineOptions {
  /** Folder of scratch and, where they are not elsewhere, journal and store; made when absent. */
  readonly root: string
  /**
   * The store: a folder, or `s3://bucket/prefix` with credentials, region and endpoint from the environment; with workers
   * one that all of them reach. Default `store` below the root.
   */
  readonly store?: string
  /** Reference to the URL of a PostgreSQL, such as `env:DATABASE_URL`, for journal, registry and ledger; default SQLite. */
  readonly database?: string
  /** The schema of Sluice's tables in that database; default `sluice`. */
  readonly schema?: string
  /** Who works on steps: this process, or the workers of the database (see `openWorker`). Default `embedded`. */
  readonly executor?: 'embedded' | 'postgres'
  /** Where code of steps is called. Default: in this process. */
  readonly isolation?: Isolation
  readonly now?: () => Date
  readonly fetch?: typeof fetch
  /** Where secrets are resolved. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly random?: () => number
  readonly alerts?: readonly AlertSink[]
  /** Where incidents are told: Slack, mail, a pager. Each has a name of its own. */
  readonly channels?: readonly Channel[]
  /** When they are told, and the address of the server for links. */
  readonly incidents?: IncidentOptions
  /** Who is told what happens: traces, metrics, logs, lineage. */
  readonly observe?: readonly Observer[]
  /** Steps at once, over all runs; default the number of cores. */
  readonly concurrency?: number
  /** Steps at once by the name of what they use (`limits.resources` of a step), over all workers or in this process. */
  readonly resources?: Readonly<Record<string, number>>
  /** Memory for DuckDB over all steps at once; default 1 GB for each, but at most half of the machine's. */
  readonly memoryLimitBytes?: number
  /** Who runs, for journal and registry. */
  readonly who?: string
  readonly crashPoint?: (name: string) => void
}

/** Steps run in warm processes of their own, as many as run at once: what one of them breaks is its own. */
export interface Isolation {
  /** URL of a module whose default export makes, of `argument`, a function from runs to their plans. */
  readonly module: string
  readonly argument: string
  /** Memory of a process whose step has no limit of its own; default 4 GB, at most half of the machine's. */
  readonly memoryBytes?: number
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
  readonly journal: RunJournal
  readonly schedules: ScheduleJournal
  /** Reads of much of the history at once, for lists and overviews. */
  readonly views: Views
  readonly models: ModelRegistry
  /** What went wrong, for one client or for many, and who was told. */
  readonly incidents: Incidents
  readonly store: Store
  /** What cancelling, skipping, failing, repeating and explaining needs. */
  readonly control: ControlScope
  /** The database of the records, for tables of the server: its tokens, sessions, audit log and keys of requests. */
  readonly database: WorkDatabase
  /** Cancels what runs, waits for it, and closes the journal. */
  close(): Promise<void>
}

/** How long a database may take to answer at first, for instance because it is being restarted. */
const openingMs = 5_000

/** An engine whose journal is a file and answers at once. */
export interface EmbeddedEngine extends Engine {
  readonly journal: Journal
}

/**
 * Opens an engine. By default everything is embedded: journal, registry and ledger in SQLite, datasets and artifacts in
 * a folder, steps in this process.
 *
 * @throws SecretMissing, DatabaseUrlInvalid, JournalUnavailable, DatabaseFailed, JournalFailed, JournalTooNew,
 *   ChannelNameTaken
 */
export function openEngine(options: EngineOptions & { readonly database?: never }): Promise<EmbeddedEngine>
export function openEngine(options: EngineOptions): Promise<Engine>
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { concurrency = availableParallelism(), database, observe = [] } = options
  if (database === undefined) {
    if (options.executor === 'postgres') {
      throw new DatabaseUrlInvalid({ reason: 'is not set, and executor: postgres needs one' })
    }
    const open = await servicesOnSqlite(options)
    return engineOver(open, embeddedExecutor(concurrency, options.resources), { observe, sight: 'all' })
  }
  const open = await servicesOnPostgres({ ...options, database }, { openingMs })
  try {
    const carried = options.executor === 'postgres'
    const executor = carried
      ? await carryingExecutor(open, options)
      : embeddedExecutor(concurrency, options.resources)
    return engineOver(open, executor, { observe, sight: carried ? 'follower' : 'all' })
  } catch (error) {
    await open.records.close()
    throw error
  }
}

async function carryingExecutor(
  { records }: OpenServices<PostgresRecords>,
  { resources = {} }: EngineOptions,
): Promise<Executor> {
  const { scope, url } = records
  const queue = await openJobQueue(scope.db, url, { supervise: false, connections: 2, onTrouble: warn })
  return postgresExecutor({ scope, queue, resources, ...jobBell(scope.db) }, warn)
}

function engineOver(
  { services, incidents, records }: OpenServices<Records>,
  executor: Executor,
  { observe, sight }: { readonly observe: readonly Observer[]; readonly sight: Sight },
): Engine {
  const { tell, watch, close } = observation(observe, services, sight)
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  const sweeper = keepSweeping(incidents, warn)
  return {
    run(requests, { signal, onEvent = () => undefined } = {}) {
      const cancel = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])])
      const told = { ...services, incidents, onEvent: both(undisturbed(onEvent), tell), watch }
      const work = executor.run(told, requests, cancel)
      const ended = work.then(
        () => true,
        () => false,
      )
      const entry = ended.then(async isWell => {
        running.delete(entry)
        if (running.size === 0) await sweeper.stop()
        // With others still running, more of the same may come; a journal that is away is not asked again.
        if (isWell) await sweeper.sweep({ gathered: running.size === 0 })
      })
      running.add(entry)
      sweeper.start()
      return entry.then(() => work)
    },
    journal: services.journal,
    schedules: records.schedules,
    views: records.views,
    models: services.models,
    incidents,
    control: {
      ...services,
      control: records.control,
      ...(executor.carried && { carried: executor.carried }),
    },
    store: services.store,
    database: records.database,
    async close() {
      closing.abort(engineCloses)
      await Promise.all(running)
      await sweeper.stop()
      await executor.close()
      await services.code.close()
      await close()
      await records.close()
    },
  }
}

function both<T>(one: (event: T) => void, other: (event: T) => void): (event: T) => void {
  return event => {
    one(event)
    other(event)
  }
}

/** A display that throws is reported and does not stop a run. */
function undisturbed(onEvent: (event: RunEvent) => void): (event: RunEvent) => void {
  return event => {
    try {
      onEvent(event)
    } catch (error) {
      warn(error)
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)))
}
