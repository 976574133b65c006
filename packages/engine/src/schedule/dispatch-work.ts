import type { Dispatch, DispatchEnd, DispatchFilter, ScheduleJournal } from './schedule-journal.ts'
import { dispatchOfRow, type DispatchRow } from './schedule-rows.ts'
import { logEvent, SCHEDULE, type ScheduleScope } from './schedule-writes.ts'
import { rows, type SqlInput, type Work, type WorkDatabase } from './sql-work.ts'

type Dispatches = Pick<
  ScheduleJournal,
  'dispatches' | 'claim' | 'beat' | 'release' | 'finish' | 'noteDeadline'
>

/** What waits of one schedule or backfill and is looked at in one decision. */
const waitingOfEach = 16

/** What schedulers do with dispatches. */
export function dispatchWork(db: WorkDatabase, scope: ScheduleScope): Dispatches {
  const { now } = scope
  return {
    dispatches: filter => db.read(() => find(filter)),
    claim: request => db.transaction(() => claim(scope, request), 'relaxed'),
    beat: owner =>
      db.transaction(function* () {
        yield* rows(`UPDATE dispatches SET heard_at = $1 WHERE owner_id = $2 AND finished_at IS NULL`, [
          now(),
          owner,
        ])
      }, 'relaxed'),
    release: (id, owner) =>
      db.transaction(function* () {
        const released = yield* rows(
          `UPDATE dispatches SET status = 'waiting', owner = NULL, owner_id = NULL, heard_at = NULL
           WHERE id = $1 AND owner_id = $2 AND status = 'running' RETURNING id`,
          [id, owner],
        )
        return released.length === 1
      }),
    finish: (id, owner, end) => db.transaction(() => finish(scope, id, owner, end), 'relaxed'),
    noteDeadline: (id, kind) =>
      db.transaction(function* () {
        const noted = yield* rows(
          'UPDATE dispatches SET deadline = $1 WHERE id = $2 AND deadline IS DISTINCT FROM $1 RETURNING id',
          [kind, id],
        )
        return noted.length === 1
      }),
  }
}

function* find(filter: DispatchFilter): Work<readonly Dispatch[]> {
  const { origin, pipeline, deployment, end, open = false, limit = 100_000 } = filter
  const given: readonly (readonly [string, SqlInput | undefined])[] = [
    ['origin', origin],
    ['pipeline', pipeline],
    ['deployment', deployment],
    ['end_at', end],
  ]
  const values: SqlInput[] = [limit]
  const conditions = open ? ['finished_at IS NULL'] : []
  for (const [column, value] of given) {
    if (value !== undefined) conditions.push(`${column} = $${values.push(value)}`)
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const found = yield* rows<DispatchRow>(
    `SELECT * FROM dispatches ${where} ORDER BY end_at DESC, id DESC LIMIT $1`,
    values,
  )
  return found.map(dispatchOfRow)
}

function* claim(
  { now }: ScheduleScope,
  { owner, startedSince, choose }: Parameters<ScheduleJournal['claim']>[0],
): Work<readonly Dispatch[]> {
  const waiting = yield* rows<DispatchRow>(
    `SELECT * FROM (
       SELECT d.*, row_number() OVER (PARTITION BY origin, pipeline, deployment ORDER BY end_at) AS position
       FROM dispatches d
       WHERE finished_at IS NULL AND status = 'waiting'
         AND CASE WHEN origin = '${SCHEDULE}'
           THEN NOT EXISTS (SELECT 1 FROM pauses p WHERE p.pipeline = d.pipeline AND p.deployment = d.deployment)
           ELSE EXISTS (SELECT 1 FROM backfills b WHERE b.id = d.origin AND b.status = 'running') END
     ) AS queued WHERE position <= ${waitingOfEach} ORDER BY end_at, id`,
  )
  if (waiting.length === 0) return []
  const started = yield* rows<DispatchRow>(
    `SELECT * FROM dispatches WHERE (finished_at IS NULL AND status = 'running')
       OR (started_at >= $1 AND status <> 'waiting')`,
    [startedSince],
  )
  const chosen = choose({ waiting: waiting.map(dispatchOfRow), started: started.map(dispatchOfRow) })
  const claimed: Dispatch[] = []
  for (const id of chosen) {
    const found = yield* rows<DispatchRow>(
      `UPDATE dispatches SET status = 'running', owner = $1, owner_id = $2, heard_at = $3, started_at = $3
       WHERE id = $4 AND status = 'waiting' RETURNING *`,
      [JSON.stringify(owner), owner.id, now(), id],
    )
    claimed.push(...found.map(dispatchOfRow))
  }
  return claimed
}

function* finish(scope: ScheduleScope, id: number, owner: string, end: DispatchEnd): Work<boolean> {
  const error = end.error === undefined ? null : scope.redact(JSON.stringify(end.error))
  const [ended] = yield* rows<DispatchRow>(
    `UPDATE dispatches SET status = $1, run = $2, error = $3, finished_at = $4, owner = NULL, owner_id = NULL,
       heard_at = NULL WHERE id = $5 AND owner_id = $6 RETURNING *`,
    [end.status, end.run ?? null, error, scope.now(), id, owner],
  )
  if (ended === undefined) return false
  if (ended.origin !== SCHEDULE) yield* finishBackfill(scope, ended)
  return true
}

/** The last run of a backfill ends it. */
function* finishBackfill(scope: ScheduleScope, { origin, pipeline, deployment }: DispatchRow): Work<void> {
  const finished = yield* rows(
    `UPDATE backfills SET status = 'finished', finished_at = $1 WHERE id = $2 AND finished_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM dispatches WHERE origin = $2 AND finished_at IS NULL) RETURNING id`,
    [scope.now(), origin],
  )
  if (finished.length === 0) return
  const event = { pipeline, deployment, backfill: origin, kind: 'backfill-finished' }
  yield* logEvent(scope, { ...event, who: 'scheduler', why: 'all of its runs have ended' })
}
