import type { DueRuns } from '@sluice/core'
import { backfillWork } from './backfill-work.ts'
import { dispatchWork } from './dispatch-work.ts'
import type { Decision, ScheduleJournal, ScheduleKey } from './schedule-journal.ts'
import {
  eventOfRow,
  pauseOfRow,
  scheduleOfRow,
  type PauseRow,
  type ScheduleEventRow,
  type ScheduleRow,
} from './schedule-rows.ts'
import { logEvent, queueRun, SCHEDULE, type ScheduleScope } from './schedule-writes.ts'
import { rows, type Work, type WorkDatabase } from './sql-work.ts'

/** The schedule journal in SQLite or PostgreSQL. */
export function sqlScheduleJournal(db: WorkDatabase, scope: ScheduleScope): ScheduleJournal {
  return {
    begin: (key, covered) => db.transaction(() => begin(scope, key, covered), 'relaxed'),
    schedules: () =>
      db.read(function* () {
        const found = yield* rows<ScheduleRow>('SELECT * FROM schedules ORDER BY pipeline, deployment')
        return found.map(scheduleOfRow)
      }),
    advance: (key, from, due) => db.transaction(() => advance(scope, key, from, due), 'relaxed'),
    pauses: () =>
      db.read(function* () {
        const found = yield* rows<PauseRow>('SELECT * FROM pauses ORDER BY pipeline, deployment')
        return found.map(pauseOfRow)
      }),
    pause: (key, decision) => db.transaction(() => pause(scope, key, decision)),
    unpause: (key, decision) => db.transaction(() => unpause(scope, key, decision)),
    ...dispatchWork(db, scope),
    ...backfillWork(db, scope),
    events: ({ deployment, limit }) =>
      db.read(function* () {
        const of = deployment === undefined ? '' : 'WHERE deployment = $2'
        const found = yield* rows<ScheduleEventRow>(
          `SELECT * FROM schedule_events ${of} ORDER BY id DESC LIMIT $1`,
          deployment === undefined ? [limit] : [limit, deployment],
        )
        return found.map(eventOfRow)
      }),
  }
}

function* begin({ now }: ScheduleScope, { pipeline, deployment }: ScheduleKey, covered: Date) {
  yield* rows(
    `INSERT INTO schedules (pipeline, deployment, since, covered) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [pipeline, deployment, now(), covered],
  )
  const [found] = yield* rows<ScheduleRow>(
    'SELECT * FROM schedules WHERE pipeline = $1 AND deployment = $2',
    [pipeline, deployment],
  )
  return scheduleOfRow(found as ScheduleRow)
}

function* advance(scope: ScheduleScope, key: ScheduleKey, from: Date, due: DueRuns): Work<boolean> {
  const { pipeline, deployment } = key
  const { runs, skipped, covered } = due
  const moved = yield* rows(
    `UPDATE schedules SET covered = $1 WHERE pipeline = $2 AND deployment = $3 AND covered = $4 RETURNING covered`,
    [covered, pipeline, deployment, from],
  )
  if (moved.length === 0) return false
  for (const { start, end } of runs) {
    yield* queueRun(scope, { ...key, origin: SCHEDULE, start, end, fresh: false })
  }
  if (skipped !== undefined) {
    const data = { start: skipped.start.toISOString(), end: skipped.end.toISOString() }
    yield* logEvent(scope, { ...key, kind: 'skipped', who: 'scheduler', why: 'catchUp: latest', data })
  }
  return true
}

function* pause(scope: ScheduleScope, key: ScheduleKey, { who, why }: Decision): Work<boolean> {
  const { now, redact } = scope
  const made = yield* rows(
    `INSERT INTO pauses (pipeline, deployment, at, who, why) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING at`,
    [key.pipeline, key.deployment, now(), redact(who), redact(why)],
  )
  if (made.length === 0) return false
  yield* logEvent(scope, { ...key, kind: 'paused', who, why })
  return true
}

function* unpause(scope: ScheduleScope, key: ScheduleKey, { who, why }: Decision): Work<boolean> {
  const gone = yield* rows('DELETE FROM pauses WHERE pipeline = $1 AND deployment = $2 RETURNING at', [
    key.pipeline,
    key.deployment,
  ])
  if (gone.length === 0) return false
  yield* logEvent(scope, { ...key, kind: 'unpaused', who, why })
  return true
}
