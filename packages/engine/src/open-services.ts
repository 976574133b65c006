import { mkdir } from 'node:fs/promises'
import { availableParallelism, totalmem, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { openSession } from './data/open-session.ts'
import { openIncidents, type Incidents } from './incidents/incidents.ts'
import { codeHere, type CodeRunner } from './isolation/code-runner.ts'
import { processPool } from './isolation/process-pool.ts'
import { recordsInPostgres, recordsInSqlite, type PostgresRecords, type Records } from './journal/records.ts'
import type { Journal } from './journal/journal.ts'
import type { EngineOptions } from './open-engine.ts'
import { settleInterrupted } from './run/open-run.ts'
import { redactor, type Redactor } from './run/redactor.ts'
import type { Services, Sessions } from './run/services.ts'
import { openStoreAt } from './store/open-store-at.ts'
import type { Store } from './store/store.ts'
import { removeAbandoned } from './store/temporary.ts'

/** How long a step that was aborted may take to end by itself before it is left behind. */
const graceMs = 5_000

/** The services of a process, and the records they stand on, to be closed in the end. */
export interface OpenServices<R extends Records> {
  readonly services: Omit<Services, 'onEvent' | 'watch' | 'incidents'>
  readonly incidents: Incidents
  readonly records: R
}

/** Opens services whose records are in a file of SQLite below the root. */
export async function servicesOnSqlite(
  options: EngineOptions,
): Promise<OpenServices<Records & { readonly journal: Journal }>> {
  const parts = await openParts(options)
  return settled(parts, recordsInSqlite(join(parts.root, 'journal.db'), parts.journal))
}

/** Opens services whose records are in PostgreSQL. */
export async function servicesOnPostgres(
  options: EngineOptions & { readonly database: string },
  { openingMs, ...patience }: { readonly openingMs: number; readonly patienceMs?: number },
): Promise<OpenServices<PostgresRecords>> {
  const parts = await openParts(options)
  const url = parts.services.redactor.secret(options.database)
  const schema = options.schema === undefined ? {} : { schema: options.schema }
  const { random } = parts.services
  return settled(
    parts,
    await recordsInPostgres(url, parts.journal, { ...schema, ...patience, random }, openingMs),
  )
}

type Parts = Awaited<ReturnType<typeof openParts>>

async function settled<R extends Records>(parts: Parts, records: R): Promise<OpenServices<R>> {
  const { journal, control, models, ledger } = records
  const services = { ...parts.services, journal, control, models, ledger }
  const { now, fetch: send, redactor: secrets, crashPoint } = services
  try {
    const incidents = openIncidents({
      ...parts.incidents,
      book: records.incidents,
      control: services,
      now,
      fetch: send,
      secret: secrets.secret,
      redact: secrets.redact,
      crashPoint,
    })
    await settleInterrupted(journal, now())
    return { services, incidents, records }
  } catch (error) {
    await records.close()
    throw error
  }
}

async function openParts(options: EngineOptions) {
  const root = resolve(options.root)
  const scratchRoot = join(root, 'scratch')
  await mkdir(scratchRoot, { recursive: true })
  await removeAbandoned(scratchRoot, Date.now())
  const { now = () => new Date(), crashPoint = () => undefined, alerts = [] } = options
  const { env = process.env } = options
  const store = await openStoreAt(options.store, { root, env, now })
  const secrets = redactor(env)
  const sessions = sessionsIn(scratchRoot, store, options)
  const services = {
    store,
    redactor: secrets,
    alerts,
    now,
    fetch: options.fetch ?? fetch,
    random: options.random ?? Math.random,
    sessions,
    code: codeOf(options, { root, env, secrets, threads: sessions.threads }),
    crashPoint,
    graceMs,
    who: options.who ?? userName(),
  }
  const incidents = { channels: options.channels ?? [], options: options.incidents ?? {} }
  return { root, services, incidents, journal: { now, redact: secrets.redact, crashPoint } }
}

/** What a step gets by default. DuckDB spills above it, so more would only make the process larger. */
const stepBytes = 1e9

function sessionsIn(scratchRoot: string, store: Store, options: EngineOptions): Sessions {
  const { threads, memoryLimitBytes } = shareOf(options)
  return {
    scratchRoot,
    threads,
    open: (signal, limits) =>
      openSession({ store, scratchRoot, memoryLimitBytes, threads: limits?.threads ?? threads, signal }),
  }
}

/** What is left for each of the steps that run at once. */
function shareOf(options: EngineOptions) {
  const cores = availableParallelism()
  const { concurrency = cores } = options
  const { memoryLimitBytes = Math.min(concurrency * stepBytes, totalmem() / 2) } = options
  return {
    concurrency,
    threads: Math.max(1, Math.floor(cores / concurrency)),
    memoryLimitBytes: Math.floor(memoryLimitBytes / concurrency),
  }
}

interface CodeParts {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Redactor
  readonly threads: number
}

function codeOf(options: EngineOptions, { root, env, secrets, threads }: CodeParts): CodeRunner {
  const { isolation, store } = options
  if (isolation === undefined) return codeHere
  const { module, argument, memoryBytes = Math.min(4e9, totalmem() / 2) } = isolation
  const { concurrency, memoryLimitBytes } = shareOf(options)
  return processPool({
    size: concurrency,
    setup: { kind: 'setup', module, argument, root, store, threads, memoryLimitBytes },
    env,
    graceMs,
    memoryBytes,
    // From now on the engine takes its value out of what it keeps, too.
    onSecret: reference => void secrets.secret(reference),
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A uid without a passwd entry, as in some containers.
    return 'unknown'
  }
}
