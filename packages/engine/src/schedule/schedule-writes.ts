import type { Json } from '@sluice/core'
import type { Decision, ScheduleKey } from './schedule-journal.ts'
import { rows, type Work } from './sql-work.ts'

/** What writing needs besides the database. */
export interface ScheduleScope {
  readonly now: () => Date
  /** Takes secrets out of text before it is written. */
  readonly redact: (text: string) => string
}

/** What is appended to the log of decisions. */
export interface NewScheduleEvent extends ScheduleKey, Decision {
  readonly kind: string
  readonly backfill?: string
  readonly data?: Json
}

/** The origin of what a schedule dispatches. */
export const SCHEDULE = 'schedule'

/** Appends to the log of decisions. */
export function* logEvent({ now, redact }: ScheduleScope, event: NewScheduleEvent): Work<void> {
  const { kind, pipeline, deployment, backfill, who, why, data = {} } = event
  yield* rows(
    `INSERT INTO schedule_events (at, kind, pipeline, deployment, backfill, who, why, data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [now(), kind, pipeline, deployment, backfill ?? null, redact(who), redact(why), JSON.stringify(data)],
  )
}

/** Queues a run; one that is queued already stays as it is. */
export function* queueRun(
  { now }: ScheduleScope,
  run: ScheduleKey & {
    readonly origin: string
    readonly start: Date
    readonly end: Date
    readonly fresh: boolean
  },
): Work<void> {
  const { origin, pipeline, deployment, start, end, fresh } = run
  yield* rows(
    `INSERT INTO dispatches (origin, pipeline, deployment, start_at, end_at, fresh, status, queued_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7) ON CONFLICT DO NOTHING`,
    [origin, pipeline, deployment, start, end, Number(fresh), now()],
  )
}
