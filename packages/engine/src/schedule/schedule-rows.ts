import type { Json } from '@sluice/core'
import type { ErrorRecord, Owner } from '../journal/journal.ts'
import type {
  BackfillRecord,
  BackfillStatus,
  Dispatch,
  DispatchStatus,
  Pause,
  ScheduleEvent,
  ScheduleRecord,
} from './schedule-journal.ts'

type Instant = string | Date

interface KeyRow {
  readonly pipeline: string
  readonly deployment: string
}

/** A row of table `schedules`. */
export interface ScheduleRow extends KeyRow {
  readonly since: Instant
  readonly covered: Instant
}

/** A row of table `pauses`. */
export interface PauseRow extends KeyRow {
  readonly at: Instant
  readonly who: string
  readonly why: string
}

/** A row of table `dispatches`. */
export interface DispatchRow extends KeyRow {
  readonly id: number
  readonly origin: string
  readonly start_at: Instant
  readonly end_at: Instant
  readonly fresh: number
  readonly status: DispatchStatus
  readonly queued_at: Instant
  readonly started_at: Instant | null
  readonly finished_at: Instant | null
  readonly owner: string | null
  readonly heard_at: Instant | null
  readonly run: string | null
  readonly error: string | null
  readonly deadline: string | null
}

/** A row of table `backfills`. */
export interface BackfillRow extends PauseRow {
  readonly id: string
  readonly from_at: Instant
  readonly to_at: Instant
  readonly redo: string
  readonly at_once: number
  readonly status: BackfillStatus
  readonly created_at: Instant
  readonly finished_at: Instant | null
}

/** A row of table `schedule_events`. */
export interface ScheduleEventRow extends PauseRow {
  readonly kind: string
  readonly backfill: string | null
  readonly data: string
}

/** The record that a row of `schedules` stands for. */
export function scheduleOfRow({ pipeline, deployment, since, covered }: ScheduleRow): ScheduleRecord {
  return { pipeline, deployment, since: new Date(since), covered: new Date(covered) }
}

/** The record that a row of `pauses` stands for. */
export function pauseOfRow({ pipeline, deployment, at, who, why }: PauseRow): Pause {
  return { pipeline, deployment, at: new Date(at), who, why }
}

/** The record that a row of `dispatches` stands for. */
export function dispatchOfRow(row: DispatchRow): Dispatch {
  return {
    id: row.id,
    origin: row.origin,
    pipeline: row.pipeline,
    deployment: row.deployment,
    interval: { start: new Date(row.start_at), end: new Date(row.end_at) },
    fresh: row.fresh === 1,
    status: row.status,
    queuedAt: new Date(row.queued_at),
    ...(row.started_at !== null && { startedAt: new Date(row.started_at) }),
    ...(row.finished_at !== null && { finishedAt: new Date(row.finished_at) }),
    ...(row.owner !== null && { owner: JSON.parse(row.owner) as Owner }),
    ...(row.heard_at !== null && { heardAt: new Date(row.heard_at) }),
    ...(row.run !== null && { run: row.run }),
    ...(row.error !== null && { error: JSON.parse(row.error) as ErrorRecord }),
    ...(row.deadline !== null && { deadline: row.deadline }),
  }
}

/** The record that a row of `backfills` stands for. */
export function backfillOfRow(row: BackfillRow): BackfillRecord {
  return {
    id: row.id,
    pipeline: row.pipeline,
    deployment: row.deployment,
    from: new Date(row.from_at),
    to: new Date(row.to_at),
    redo: row.redo,
    atOnce: row.at_once,
    status: row.status,
    who: row.who,
    why: row.why,
    createdAt: new Date(row.created_at),
    ...(row.finished_at !== null && { finishedAt: new Date(row.finished_at) }),
  }
}

/** The record that a row of `schedule_events` stands for. */
export function eventOfRow(row: ScheduleEventRow): ScheduleEvent {
  return {
    pipeline: row.pipeline,
    deployment: row.deployment,
    at: new Date(row.at),
    kind: row.kind,
    who: row.who,
    why: row.why,
    ...(row.backfill !== null && { backfill: row.backfill }),
    data: JSON.parse(row.data) as Json,
  }
}
