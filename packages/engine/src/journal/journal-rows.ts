import type { CheckResult, Json } from '@sluice/core'
import type { KeyParts } from '../plan/key-parts.ts'
import type {
  ErrorRecord,
  EventRecord,
  Owner,
  RunRecord,
  RunStatus,
  StepRecord,
  StepStatus,
} from './journal.ts'

/** A row of table `runs`. */
export interface RunRow {
  readonly id: string
  readonly pipeline: string
  readonly deployment: string
  readonly label: string | null
  readonly as_of: string | Date
  readonly interval_start: string | Date | null
  readonly params: string
  readonly status: RunStatus
  readonly started_at: string | Date
  readonly finished_at: string | Date | null
  readonly owner: string | null
  readonly heard_at: string | Date | null
  readonly who: string
}

/** A row of table `steps`. */
export interface StepRow {
  readonly run: string
  readonly name: string
  readonly status: StepStatus
  readonly key: string | null
  readonly attempts: number
  readonly started_at: string | Date | null
  readonly seconds: number
  readonly output: string | null
  readonly error: string | null
  readonly parts: string | null
}

/** A row of table `events`. */
export interface EventRow {
  readonly id: number
  readonly run: string
  readonly step: string | null
  readonly attempt: number | null
  readonly kind: string
  readonly at: string | Date
  readonly data: string
}

/** The record that a row of `runs` stands for. */
export function runOf(row: RunRow): RunRecord {
  return {
    id: row.id,
    pipeline: row.pipeline,
    deployment: row.deployment,
    ...(row.label !== null && { label: row.label }),
    asOf: new Date(row.as_of),
    ...(row.interval_start !== null && { intervalStart: new Date(row.interval_start) }),
    params: JSON.parse(row.params) as Json,
    status: row.status,
    startedAt: new Date(row.started_at),
    ...(row.finished_at !== null && { finishedAt: new Date(row.finished_at) }),
    ...(row.owner !== null && { owner: JSON.parse(row.owner) as Owner }),
    ...(row.heard_at !== null && { heardAt: new Date(row.heard_at) }),
    who: row.who,
  }
}

/** The record that a row of `steps` stands for, with the results of its checks. */
export function stepOf(row: StepRow, checks: readonly CheckResult[]): StepRecord {
  return {
    run: row.run,
    name: row.name,
    status: row.status,
    ...(row.key !== null && { key: row.key }),
    ...(row.parts !== null && { parts: JSON.parse(row.parts) as KeyParts }),
    attempts: row.attempts,
    ...(row.started_at !== null && { startedAt: new Date(row.started_at) }),
    seconds: row.seconds,
    ...(row.output !== null && { output: JSON.parse(row.output) as Json }),
    ...(row.error !== null && { error: JSON.parse(row.error) as ErrorRecord }),
    checks,
  }
}

/** The record that a row of `events` stands for. */
export function eventOf(row: EventRow): EventRecord {
  return {
    id: row.id,
    run: row.run,
    ...(row.step !== null && { step: row.step }),
    ...(row.attempt !== null && { attempt: row.attempt }),
    kind: row.kind,
    at: new Date(row.at),
    data: JSON.parse(row.data) as Json,
  }
}
