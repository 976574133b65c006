import type { HistoryPoint, Ledger, ModelRegistry, RunInfo, StepContext } from '@sluice/core'
import type { OpenDataSession } from '../data/open-session.ts'
import { openDatabase, type Database } from '../journal/database.ts'
import { sqliteLedger } from '../ledger/sqlite-ledger.ts'
import { sqliteRegistry } from '../registry/sqlite-registry.ts'
import { scorersOn } from '../threads/scorers-on.ts'
import type { MemoryStore } from './memory-store.ts'
import { RequestNotExpected } from './request-not-expected.ts'

/** A line that a step logged. */
export interface LoggedLine {
  readonly step: string
  readonly message: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Numbers by step and metric. */
export type Metrics = Record<string, Record<string, number>>

/** The world of a test run: everything that all its steps share. */
export interface TestWorld {
  readonly run: RunInfo
  readonly now: () => Date
  readonly fetch: typeof fetch | undefined
  readonly secret: (reference: string) => string
  readonly signal: AbortSignal
  readonly store: MemoryStore
  readonly models: ModelRegistry
  readonly ledger: Ledger
  readonly history: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
  readonly logs: LoggedLine[]
  readonly metrics: Metrics
}

const dayMs = 86_400_000

/** The registry and the ledger of a test run: real ones in memory, opened when a step first uses one. */
export function memoryRecords(now: () => Date): { readonly models: ModelRegistry; readonly ledger: Ledger } {
  let opened: Database | undefined
  const database = () => (opened ??= openDatabase(':memory:'))
  return {
    models: onFirstUse(() => sqliteRegistry(database(), now)),
    ledger: onFirstUse(() => sqliteLedger(database())),
  }
}

function onFirstUse<T extends object>(open: () => T): T {
  let opened: T | undefined
  return new Proxy({} as T, {
    get: (_, name) => Reflect.get((opened ??= open()), name) as unknown,
  })
}

/** The context of one step. */
export function testContext(world: TestWorld, step: string, data: OpenDataSession): StepContext {
  const { run, now, secret, signal, store, models, ledger } = world
  return {
    run,
    step,
    attempt: 1,
    signal,
    now,
    fetch:
      world.fetch ?? (async input => Promise.reject(new RequestNotExpected({ step, url: urlOf(input) }))),
    secret,
    log: (message, fields) => void world.logs.push({ step, message, ...(fields && { fields }) }),
    progress: () => undefined,
    data,
    threads: 1,
    scorers: scorersOn(1),
    artifacts: store,
    models,
    ledger,
    history: {
      read: async (metric, limit = 100) => pastPoints(world, step, metric).slice(-limit),
      record: async (metric, value) => {
        if (Number.isFinite(value)) (world.metrics[step] ??= {})[metric] = value
      },
    },
    crashPoint: () => undefined,
  }
}

/** The given values as those of runs on the days before. */
function pastPoints({ run, history }: TestWorld, step: string, metric: string): readonly HistoryPoint[] {
  const values = history[step]?.[metric] ?? []
  return values.map((value, i) => {
    const daysAgo = values.length - i
    return { run: `past-${daysAgo}`, asOf: new Date(run.asOf.getTime() - daysAgo * dayMs), value }
  })
}

function urlOf(input: Parameters<typeof fetch>[0]): string {
  return input instanceof Request ? input.url : String(input)
}
