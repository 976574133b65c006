import type { RunStatus } from '../journal/journal.ts'

/** A run as a line of a list. */
export interface RunLine {
  /** Greater for runs that were started later, whatever the clock said. */
  readonly seq: number
  readonly id: string
  readonly pipeline: string
  readonly deployment: string
  readonly label?: string
  readonly asOf: Date
  readonly intervalStart?: Date
  readonly status: RunStatus
  readonly startedAt: Date
  readonly finishedAt?: Date
  readonly who: string
  /** What its checks found that did not pass, the worst of it. */
  readonly findings?: 'failed' | 'learning'
}

type Instant = string | Date

/** A row of {@link runColumns}. */
export interface RunLineRow {
  readonly seq: number
  readonly id: string
  readonly pipeline: string
  readonly deployment: string
  readonly label: string | null
  readonly as_of: Instant
  readonly interval_start: Instant | null
  readonly status: RunStatus
  readonly started_at: Instant
  readonly finished_at: Instant | null
  readonly who: string
  readonly findings: number | null
}

/** The worst that checks of run `r` found: 2 for failed, 1 for learning. */
export const findingsColumn = `(SELECT max(CASE c.status WHEN 'failed' THEN 2 ELSE 1 END) FROM check_results c
    WHERE c.run = r.id AND c.status <> 'passed') AS findings`

/** The columns of a line of run `r`; `seq` is how the database orders runs. */
export function runColumns(seq: string): string {
  return `r.${seq} AS seq, r.id, r.pipeline, r.deployment, r.label, r.as_of, r.interval_start, r.status, r.started_at,
    r.finished_at, r.who, ${findingsColumn}`
}

/** The line that a row stands for. */
export function lineOf(row: RunLineRow): RunLine {
  const findings = findingsOf(row.findings)
  return {
    seq: row.seq,
    id: row.id,
    pipeline: row.pipeline,
    deployment: row.deployment,
    ...(row.label !== null && { label: row.label }),
    asOf: new Date(row.as_of),
    ...(row.interval_start !== null && { intervalStart: new Date(row.interval_start) }),
    status: row.status,
    startedAt: new Date(row.started_at),
    ...(row.finished_at !== null && { finishedAt: new Date(row.finished_at) }),
    who: row.who,
    ...(findings !== undefined && { findings }),
  }
}

/** What {@link findingsColumn} says. */
export function findingsOf(worst: number | null): RunLine['findings'] {
  if (worst === null) return undefined
  return worst > 1 ? 'failed' : 'learning'
}
