import type { BackfillStatus, Decision, NewBackfill, ScheduleJournal } from './schedule-journal.ts'
import { backfillOfRow, type BackfillRow } from './schedule-rows.ts'
import { logEvent, queueRun, type ScheduleScope } from './schedule-writes.ts'
import { rows, type Work, type WorkDatabase } from './sql-work.ts'

type Backfills = Pick<ScheduleJournal, 'openBackfill' | 'backfills' | 'changeBackfill'>

/** What is kept of backfills. */
export function backfillWork(db: WorkDatabase, scope: ScheduleScope): Backfills {
  return {
    openBackfill: backfill => db.transaction(() => open(scope, backfill)),
    backfills: () =>
      db.read(function* () {
        const found = yield* rows<BackfillRow>('SELECT * FROM backfills ORDER BY created_at DESC, id DESC')
        return found.map(backfillOfRow)
      }),
    changeBackfill: (id, from, to, decision) => db.transaction(() => change(scope, id, from, to, decision)),
  }
}

function* open(scope: ScheduleScope, backfill: NewBackfill): Work<void> {
  const { id, pipeline, deployment, from, to, redo, atOnce, who, why, runs } = backfill
  const { now, redact } = scope
  const at = now()
  const empty = runs.length === 0
  yield* rows(
    `INSERT INTO backfills
       (id, pipeline, deployment, from_at, to_at, redo, at_once, status, who, why, created_at, finished_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      pipeline,
      deployment,
      from,
      to,
      redo,
      atOnce,
      empty ? 'finished' : 'running',
      redact(who),
      redact(why),
      at,
      empty ? at : null,
    ],
  )
  for (const { interval, fresh } of runs) {
    yield* queueRun(scope, { origin: id, pipeline, deployment, ...interval, fresh })
  }
  const data = { from: from.toISOString(), to: to.toISOString(), redo, runs: runs.length }
  yield* logEvent(scope, { pipeline, deployment, backfill: id, kind: 'backfill-started', who, why, data })
}

function* change(
  scope: ScheduleScope,
  id: string,
  from: readonly BackfillStatus[],
  to: BackfillStatus,
  { who, why }: Decision,
): Work<boolean> {
  const wanted = from.map((_, i) => `$${i + 4}`).join(', ')
  const ended = to === 'cancelled' || to === 'finished' ? scope.now() : null
  const [changed] = yield* rows<BackfillRow>(
    `UPDATE backfills SET status = $1, finished_at = $2 WHERE id = $3 AND status IN (${wanted}) RETURNING *`,
    [to, ended, id, ...from],
  )
  if (changed === undefined) return false
  if (to === 'cancelled') {
    yield* rows(
      `UPDATE dispatches SET status = 'cancelled', finished_at = $1 WHERE origin = $2 AND status = 'waiting'`,
      [scope.now(), id],
    )
  }
  const { pipeline, deployment } = changed
  const kind = to === 'running' ? 'backfill-continued' : `backfill-${to}`
  yield* logEvent(scope, { pipeline, deployment, backfill: id, kind, who, why })
  return true
}
