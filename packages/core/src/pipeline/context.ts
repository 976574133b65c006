import type { DataSession } from '../data/session.ts'
import type { ArtifactStore } from '../artifact/artifact-store.ts'
import type { History } from '../checks/history.ts'
import type { ModelRegistry } from '../registry/registry.ts'
import type { ScorerFactory } from '../scoring/batch-scorer.ts'
import type { Ledger } from '../destinations/ledger.ts'

/** Who runs what, for which data interval. */
export interface RunInfo {
  readonly id: string
  readonly pipeline: string
  /** The deployment, usually the client; `default` for a run without one. */
  readonly deployment: string
  /** The instant as of which the run works: sources are cut here. */
  readonly asOf: Date
}

/** One line of a step's log, kept in the journal. */
export type Log = (message: string, fields?: Readonly<Record<string, unknown>>) => void

/**
 * Everything a step may touch. Steps take the clock, the network and the disk from here and from nowhere
 * else, so that they can be run again, tested and killed.
 */
export interface StepContext {
  readonly run: RunInfo
  readonly step: string
  readonly attempt: number
  /** Aborted on cancel and on timeout. */
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly fetch: typeof fetch
  /** Resolves a reference such as `env:WAREHOUSE_URL`; the value never enters journal, logs or errors. */
  readonly secret: (reference: string) => string
  readonly log: Log
  /** Tells the display how far the step is; `total` may be unknown. */
  readonly progress: (done: number, total?: number) => void
  readonly data: DataSession
  /** How many threads the step may use; results never depend on it. */
  readonly threads: number
  /** Computes row-level expressions over batches, on several threads where that pays. */
  readonly scorers: ScorerFactory
  readonly artifacts: ArtifactStore
  readonly models: ModelRegistry
  readonly history: History
  readonly ledger: Ledger
  /** A named point at which a test may kill the process. */
  readonly crashPoint: (name: string) => void
}

/** What a step may touch while its SQL is bound on empty tables: nothing outside of its session. */
export type BindContext = Pick<StepContext, 'data' | 'run'>
