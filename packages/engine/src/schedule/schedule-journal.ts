import type { DataInterval, DueRuns, Json } from '@sluice/core'
import type { ErrorRecord, Owner, RunStatus } from '../journal/journal.ts'

/** A schedule belongs to a pipeline of a deployment. */
export interface ScheduleKey {
  readonly pipeline: string
  readonly deployment: string
}

/** How far a schedule has come. */
export interface ScheduleRecord extends ScheduleKey {
  /** When a scheduler saw it first. */
  readonly since: Date
  /** The time before this instant has been decided about. */
  readonly covered: Date
}

/** Who wants something, and why. */
export interface Decision {
  readonly who: string
  readonly why: string
}

/** A schedule that somebody has paused. */
export interface Pause extends ScheduleKey, Decision {
  readonly at: Date
}

/** Where a run that is to be done stands: it waits, it runs, or the run has ended. */
export type DispatchStatus = 'waiting' | Exclude<RunStatus, 'interrupted'>

/** A run that is to be done, for a schedule or a backfill. */
export interface Dispatch extends ScheduleKey {
  readonly id: number
  /** `schedule`, or the id of a backfill. */
  readonly origin: string
  readonly interval: DataInterval
  /** Start a new run even where there is one. */
  readonly fresh: boolean
  readonly status: DispatchStatus
  readonly queuedAt: Date
  readonly startedAt?: Date
  readonly finishedAt?: Date
  readonly owner?: Owner
  readonly heardAt?: Date
  readonly run?: string
  readonly error?: ErrorRecord
  /** The last alert about its deadline. */
  readonly deadline?: string
}

/** How a dispatched run ended. */
export interface DispatchEnd {
  readonly status: Exclude<DispatchStatus, 'waiting' | 'running'>
  readonly run?: string
  readonly error?: ErrorRecord
}

/** Which dispatches to read. */
export interface DispatchFilter extends Partial<ScheduleKey> {
  readonly origin?: string
  /** Only what waits or runs. */
  readonly open?: boolean
  /** Only the one that covers the time until this instant. */
  readonly end?: Date
  readonly limit?: number
}

/** Where a backfill stands. */
export type BackfillStatus = 'running' | 'paused' | 'cancelled' | 'finished'

/** Intervals of the past that are run again, or for the first time. */
export interface BackfillRecord extends ScheduleKey, Decision {
  readonly id: string
  readonly from: Date
  readonly to: Date
  readonly redo: string
  /** How many of its runs run at once. */
  readonly atOnce: number
  readonly status: BackfillStatus
  readonly createdAt: Date
  readonly finishedAt?: Date
}

/** A backfill that is about to begin. */
export interface NewBackfill extends Omit<BackfillRecord, 'status' | 'createdAt' | 'finishedAt'> {
  readonly runs: readonly { readonly interval: DataInterval; readonly fresh: boolean }[]
}

/** What somebody decided about schedules or a backfill, or what came of it. */
export interface ScheduleEvent extends ScheduleKey, Decision {
  readonly at: Date
  readonly kind: string
  readonly backfill?: string
  readonly data: Json
}

/** What may be claimed, for a decision about it. */
export interface OpenWork {
  /** Oldest first; not what is paused, and of one schedule or backfill the first few. */
  readonly waiting: readonly Dispatch[]
  /** What runs, and what started since the instant asked for. */
  readonly started: readonly Dispatch[]
}

/** A claim on what waits. */
export interface ClaimRequest {
  readonly owner: Owner
  /** Starts from then on are part of the decision. */
  readonly startedSince: Date
  /** Decides which of what waits to claim; nobody else claims meanwhile. */
  readonly choose: (open: OpenWork) => readonly number[]
}

/** What schedulers and backfills keep, and what several schedulers agree through. Every call is one transaction. */
export interface ScheduleJournal {
  /** How far the schedule has come; it begins at `covered` when nobody has seen it. */
  begin(key: ScheduleKey, covered: Date): Promise<ScheduleRecord>
  schedules(): Promise<readonly ScheduleRecord[]>
  /** Queues what is due; false when the schedule has not come as far as `from` any more: another one was quicker. */
  advance(key: ScheduleKey, from: Date, due: DueRuns): Promise<boolean>

  pauses(): Promise<readonly Pause[]>
  /** False when it is paused already. */
  pause(key: ScheduleKey, decision: Decision): Promise<boolean>
  /** False when it is not paused. */
  unpause(key: ScheduleKey, decision: Decision): Promise<boolean>

  /** The newest interval first. */
  dispatches(filter: DispatchFilter): Promise<readonly Dispatch[]>
  claim(request: ClaimRequest): Promise<readonly Dispatch[]>
  /** Says that an owner is alive. */
  beat(owner: string): Promise<void>
  /** Lets a claimed run wait again; false when it is not this owner's. */
  release(id: number, owner: string): Promise<boolean>
  /** Ends a claimed run, and its backfill with the last one; false when it is not this owner's any more. */
  finish(id: number, owner: string, end: DispatchEnd): Promise<boolean>
  /** Remembers an alert about a deadline; false when it was remembered before. */
  noteDeadline(id: number, kind: string): Promise<boolean>

  openBackfill(backfill: NewBackfill): Promise<void>
  /** The newest first. */
  backfills(): Promise<readonly BackfillRecord[]>
  /** Pauses, goes on with or cancels a backfill; false when it is not in one of `from`. */
  changeBackfill(
    id: string,
    from: readonly BackfillStatus[],
    to: BackfillStatus,
    decision: Decision,
  ): Promise<boolean>

  /** What was decided, the newest first. */
  events(filter: { readonly deployment?: string; readonly limit: number }): Promise<readonly ScheduleEvent[]>
}
