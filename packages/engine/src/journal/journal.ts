import type { CheckResult, Json } from '@sluice/core'

/** Where a run is. `interrupted`: its process died; the next `run` goes on. */
export type RunStatus = 'running' | 'succeeded' | 'failed' | 'blocked' | 'cancelled' | 'interrupted'

/** Where a step is. `memoised`: taken from finished work. `skipped`: something it needs did not finish. */
export type StepStatus =
  | 'waiting'
  | 'running'
  | 'succeeded'
  | 'memoised'
  | 'failed'
  | 'blocked'
  | 'skipped'
  | 'cancelled'

/** An error as the journal keeps it: no secrets, and whether a later try can help. */
export interface ErrorRecord {
  readonly name: string
  readonly code?: string
  readonly message: string
  readonly retry: 'never' | 'later'
  readonly stack?: string
}

/** The process that runs a run, to tell a dead one from a living one. */
export interface Owner {
  readonly host: string
  readonly pid: number
  /** When the process started, in the host's own clock ticks: a pid is used again, this is not. */
  readonly started: string
}

/** A run as the journal knows it. */
export interface RunRecord {
  readonly id: string
  readonly pipeline: string
  readonly deployment: string
  readonly label?: string
  readonly asOf: Date
  readonly params: Json
  readonly status: RunStatus
  readonly startedAt: Date
  readonly finishedAt?: Date
  readonly owner?: Owner
  readonly who: string
}

/** A step of a run as the journal knows it. */
export interface StepRecord {
  readonly run: string
  readonly name: string
  readonly status: StepStatus
  readonly key?: string
  readonly attempts: number
  readonly startedAt?: Date
  readonly seconds: number
  readonly output?: Json
  readonly error?: ErrorRecord
  readonly checks: readonly CheckResult[]
}

/** One thing that happened, in order. */
export interface EventRecord {
  readonly id: number
  readonly run: string
  readonly step?: string
  readonly attempt?: number
  readonly kind: string
  readonly at: Date
  readonly data: Json
}

/** Finished work found by its key. */
export interface FinishedOutput {
  readonly output: Json
  readonly checks: readonly CheckResult[]
  readonly run: string
}

/** A number that a step left for later runs. */
export interface MetricValue {
  readonly metric: string
  readonly value: number
}

/** How a step ended. */
export interface StepEnd {
  readonly run: string
  readonly step: string
  readonly status: Exclude<StepStatus, 'waiting' | 'running'>
  readonly attempts: number
  readonly seconds: number
  readonly key?: string
  readonly output?: Json
  readonly error?: ErrorRecord
  readonly checks?: readonly CheckResult[]
  readonly metrics?: readonly MetricValue[]
}

/** Which runs to list. */
export interface RunFilter {
  readonly pipeline?: string
  readonly deployment?: string
  readonly unfinished?: boolean
  readonly limit?: number
}

/** Runs and what happened in them. Every change is one transaction; events are the truth, records views of them. */
export interface Journal {
  start(run: Omit<RunRecord, 'status' | 'finishedAt'>, steps: readonly string[]): void
  /** The unfinished run starts again under a new owner; false when another process was quicker. */
  takeOver(run: string, owner: Owner, previous: Owner | undefined, steps: readonly string[]): boolean
  finish(run: string, status: RunStatus): void
  startStep(run: string, step: string, attempt: number): void
  /** Records the end of a step with its output, checks and metrics, all or nothing. */
  endStep(end: StepEnd): void
  record(event: Omit<EventRecord, 'id' | 'at'>): void
  /** Finished work with this key, whoever did it. */
  output(key: string): FinishedOutput | undefined

  run(id: string): RunRecord | undefined
  /** Runs whose id begins with `prefix`. */
  find(prefix: string): readonly RunRecord[]
  /** The newest first. */
  runs(filter?: RunFilter): readonly RunRecord[]
  /** The newest run of a pipeline and deployment as of an instant. */
  latest(pipeline: string, deployment: string, asOf: Date): RunRecord | undefined
  steps(run: string): readonly StepRecord[]
  events(run: string): readonly EventRecord[]
  /** Remembers an alert; says when its cause was first seen and in how many runs. Undefined: sent in this run already. */
  noteAlert(dedupeKey: string, run: string): { readonly first: Date; readonly times: number } | undefined
}
