import type { CheckResult, HistoryPoint, Json } from '@sluice/core'
import type { Decision, StepMark } from '../control/step-mark.ts'
import type { KeptParts, KeyParts } from '../plan/key-parts.ts'

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
  /** The system that it is about, such as a database or a host, where a later try can help. */
  readonly resource?: string
}

/** The process that runs a run, to tell a dead one from a living one. */
export interface Owner {
  /** One of its kind: who holds it may write to the run, who lost it may not. */
  readonly id: string
  readonly host: string
  /** Among equal ones a pid can be asked about: host, boot and container. */
  readonly machine: string
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
  /** The run covers the time from here to `asOf`. */
  readonly intervalStart?: Date
  readonly params: Json
  readonly status: RunStatus
  readonly startedAt: Date
  readonly finishedAt?: Date
  readonly owner?: Owner
  /** When the owner last said that it is alive. */
  readonly heardAt?: Date
  readonly who: string
}

/** A run that is about to start, with the names of its steps in order. */
export interface NewRun extends Omit<RunRecord, 'status' | 'finishedAt' | 'heardAt' | 'owner'> {
  readonly owner: Owner
  readonly steps: readonly string[]
  /** Decisions about its steps that hold from the start; kept with the run. */
  readonly marks?: readonly StepMark[]
  /** What somebody asked for, where that is why it starts or goes on. */
  readonly because?: Because
}

/** Why a run starts or goes on: somebody wanted a past one tried again, or done again from a step on. */
export interface Because extends Decision {
  readonly action: 'retry' | 'rerun'
  readonly of: string
  readonly from?: string
}

/** A step of a run as the journal knows it. */
export interface StepRecord {
  readonly run: string
  readonly name: string
  readonly status: StepStatus
  readonly key?: string
  /** What the key was made of. */
  readonly parts?: KeyParts
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

/** A number that a step left for later runs. */
export interface MetricValue {
  readonly metric: string
  readonly value: number
  /** What belongs to the value, as JSON text. */
  readonly detail?: string
}

/** Finished work found by its key. */
export interface FinishedOutput {
  readonly output: Json
  readonly checks: readonly CheckResult[]
  readonly metrics: readonly MetricValue[]
  readonly run: string
}

/** How a step ended. */
export interface StepEnd {
  readonly step: string
  readonly status: Exclude<StepStatus, 'waiting' | 'running'>
  readonly attempts: number
  readonly seconds: number
  /** It changed the outside world or took long: it must survive a power failure. */
  readonly durable?: boolean
  readonly key?: string
  /** What the key was made of, for who asks why. */
  readonly kept?: KeptParts
  /** The run that did the work, where it was taken from finished work. */
  readonly from?: string
  readonly output?: Json
  readonly error?: ErrorRecord
  readonly checks?: readonly CheckResult[]
  readonly metrics?: readonly MetricValue[]
  /** Steps that are part of the run from here on, placed after this one. */
  readonly adds?: readonly string[]
}

/** Something that happened, for the log. */
export interface NewEvent {
  readonly step?: string
  readonly attempt?: number
  readonly kind: string
  readonly data: Json
}

/** Which runs to list. */
export interface RunFilter {
  readonly pipeline?: string
  readonly deployment?: string
  readonly unfinished?: boolean
  /** Runs that a process has or had when it died. */
  readonly running?: boolean
  readonly limit?: number
}

/** Which numbers of the past to read: those of successful runs other than `run`, up to its instant. */
export interface HistoryQuery {
  readonly run: string
  readonly pipeline: string
  readonly deployment: string
  readonly asOf: Date
  readonly step: string
  readonly metric: string
  readonly limit: number
}

/** What is known of an alert's cause, this run included, and which sinks have it for this run. */
export interface AlertNote {
  readonly first: Date
  readonly times: number
  readonly sent: readonly string[]
  /** Sinks that have it for another run of the last four hours, after which no run was good. */
  readonly lately: readonly string[]
}

/**
 * The right to write to a run. Every call is one transaction and fails with `RunLost` when another process has taken
 * the run over, so that a process taken for dead cannot commit.
 */
export interface Claim {
  startStep(step: string, attempt: number): Promise<void>
  /** Records the end of a step with its output, checks and metrics, all or nothing. */
  endStep(end: StepEnd): Promise<void>
  record(event: NewEvent): Promise<void>
  /** Says that the owner is alive. */
  beat(): Promise<void>
  /** Ends the run and gives it up. */
  finish(status: RunStatus): Promise<void>
  /** Remembers an alert about a cause. */
  noteAlert(dedupeKey: string): Promise<AlertNote>
  /** Records that a sink has the alert. */
  alertSent(dedupeKey: string, sink: string, event: NewEvent): Promise<void>
}

/** At once or later: an embedded journal answers at once, one behind a network later. */
type Answer<T> = T | Promise<T>

/**
 * What the engine needs of a journal, embedded or not. The event log is the truth about a run; records are views of
 * it, changed in the same transaction.
 */
export interface RunJournal {
  /** Starts a run; undefined when the same pipeline, deployment and instant is running already. */
  start(run: NewRun): Promise<Claim | undefined>
  /**
   * Goes on with the unfinished run `run.id`; undefined when its owner is no longer `previous`, because another
   * process was quicker.
   */
  takeOver(run: NewRun, previous: Owner | undefined): Promise<Claim | undefined>
  /** Records that the owner of a run has died; false when it is not the owner any more. */
  interrupt(run: string, owner: Owner): Promise<boolean>

  run(id: string): Answer<RunRecord | undefined>
  /** Runs whose id begins with `prefix`, the newest first. */
  find(prefix: string): Answer<readonly RunRecord[]>
  /** The newest first. */
  runs(filter?: RunFilter): Answer<readonly RunRecord[]>
  /** The newest run of a pipeline and deployment as of an instant. */
  latest(pipeline: string, deployment: string, asOf: Date): Answer<RunRecord | undefined>
  /** In the order of the plan. */
  steps(run: string): Answer<readonly StepRecord[]>
  /** Oldest first; only those after the event `after`, where given. */
  events(run: string, after?: number): Answer<readonly EventRecord[]>
  /** Finished work with this key, whoever did it. */
  output(key: string): Answer<FinishedOutput | undefined>
  /** Oldest first; of several runs as of one instant the newest. */
  history(query: HistoryQuery): Answer<readonly HistoryPoint[]>
}

/** The embedded journal: a {@link RunJournal} whose reads answer at once. */
export interface Journal extends RunJournal {
  run(id: string): RunRecord | undefined
  find(prefix: string): readonly RunRecord[]
  runs(filter?: RunFilter): readonly RunRecord[]
  latest(pipeline: string, deployment: string, asOf: Date): RunRecord | undefined
  steps(run: string): readonly StepRecord[]
  events(run: string, after?: number): readonly EventRecord[]
  output(key: string): FinishedOutput | undefined
  history(query: HistoryQuery): readonly HistoryPoint[]
}
