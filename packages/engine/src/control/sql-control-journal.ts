import type { Json } from '@sluice/core'
import type { ErrorRecord } from '../journal/journal.ts'
import type { KeyParts } from '../plan/key-parts.ts'
import { rows, type Work, type WorkDatabase } from '../schedule/sql-work.ts'
import type { ControlJournal, ControlRequest, EarlierStep } from './control-journal.ts'
import { markOf, markRow, type Decision, type MarkRow, type StepMark } from './step-mark.ts'

/** What writing needs besides the database. */
export interface ControlScope {
  readonly now: () => Date
  /** Takes secrets out of text before it is written. */
  readonly redact: (text: string) => string
  /** Called inside of transactions, before they are committed. */
  readonly crashPoint?: (name: string) => void
}

/** The control journal in SQLite or PostgreSQL. */
export function sqlControlJournal(db: WorkDatabase, scope: ControlScope): ControlJournal {
  const { crashPoint = () => undefined } = scope
  const whole = <T>(work: () => Work<T>): Promise<T> =>
    db.transaction(function* () {
      const result = yield* work()
      crashPoint('control-committing')
      return result
    })
  return {
    ask: request => whole(() => ask(scope, request)),
    asked: () => db.read(asked),
    endInterrupted: (run, decision) => whole(() => endInterrupted(scope, run, decision)),
    skip: (run, mark) => whole(() => skip(scope, run, mark)),
    fail: (run, step, error, decision) => whole(() => fail(scope, { run, step, error, decision })),
    marks: run =>
      db.read(function* () {
        const found = yield* rows<MarkRow>('SELECT * FROM step_marks WHERE run = $1 ORDER BY step', [run])
        return found.map(markOf)
      }),
    earlier: (run, step, limit) => db.read(() => earlier(run, step, limit)),
    recipe: digest =>
      db.read(function* () {
        const found = yield* rows<{ recipe: string }>('SELECT recipe FROM recipes WHERE digest = $1', [
          digest,
        ])
        return found[0]?.recipe
      }),
  }
}

interface NewEvent {
  readonly run: string
  readonly step?: string
  readonly kind: string
  readonly data: object
}

function* logEvent({ now }: ControlScope, { run, step, kind, data }: NewEvent): Work<void> {
  yield* rows('INSERT INTO events (run, step, kind, at, data) VALUES ($1, $2, $3, $4, $5)', [
    run,
    step ?? null,
    kind,
    now(),
    JSON.stringify(data),
  ])
}

function clean({ redact }: ControlScope, { who, why }: Decision): Decision {
  return { who: redact(who), why: redact(why) }
}

function* ask(
  scope: ControlScope,
  { run, action, step, ...decision }: Omit<ControlRequest, 'id'>,
): Work<'asked' | 'before' | undefined> {
  const [found] = yield* rows<{ owner_id: string }>(
    `UPDATE runs SET status = status WHERE id = $1 AND status = 'running' AND owner_id IS NOT NULL RETURNING owner_id`,
    [run],
  )
  if (found === undefined) return undefined
  const { who, why } = clean(scope, decision)
  const before = yield* rows(
    `SELECT 1 FROM control_requests WHERE run = $1 AND owner_id = $2 AND action = $3
       AND coalesce(step, '') = coalesce($4, '')`,
    [run, found.owner_id, action, step ?? null],
  )
  if (before.length > 0) return 'before'
  // What nobody can do any more; what was asked is in the events.
  yield* rows(
    `DELETE FROM control_requests WHERE NOT EXISTS (
       SELECT 1 FROM runs r WHERE r.id = control_requests.run AND r.owner_id = control_requests.owner_id)`,
  )
  yield* rows(
    'INSERT INTO control_requests (run, owner_id, action, step, who, why, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [run, found.owner_id, action, step ?? null, who, why, scope.now()],
  )
  if (step !== undefined) yield* withdraw(run, step)
  const kind = action === 'cancel' ? 'run-cancelling' : 'step-failing'
  yield* logEvent(scope, { run, kind, data: { who, why }, ...(step !== undefined && { step }) })
  return 'asked'
}

/** The work of a step of a run is not finished work any more, whoever did it. */
function* withdraw(run: string, step: string): Work<void> {
  yield* rows('DELETE FROM outputs WHERE key IN (SELECT key FROM steps WHERE run = $1 AND name = $2)', [
    run,
    step,
  ])
}

interface RequestRow {
  readonly id: number | string
  readonly run: string
  readonly action: ControlRequest['action']
  readonly step: string | null
  readonly who: string
  readonly why: string
}

function* asked(): Work<readonly ControlRequest[]> {
  const found = yield* rows<RequestRow>(
    `SELECT q.* FROM control_requests q JOIN runs r ON r.id = q.run AND r.owner_id = q.owner_id ORDER BY q.id`,
  )
  return found.map(({ id, run, action, step, who, why }) => ({
    id: Number(id),
    run,
    action,
    who,
    why,
    ...(step !== null && { step }),
  }))
}

function* endInterrupted(scope: ControlScope, run: string, decision: Decision): Work<boolean> {
  const ended = yield* rows(
    `UPDATE runs SET status = 'cancelled', finished_at = $1 WHERE id = $2 AND status = 'interrupted' RETURNING id`,
    [scope.now(), run],
  )
  if (ended.length === 0) return false
  yield* logEvent(scope, { run, kind: 'run-cancelling', data: clean(scope, decision) })
  yield* logEvent(scope, { run, kind: 'run-finished', data: { status: 'cancelled' } })
  return true
}

/** Locks a run that nobody has; false for one that somebody has. */
function* atRest(run: string): Work<boolean> {
  const found = yield* rows(
    `UPDATE runs SET status = status WHERE id = $1 AND status <> 'running' RETURNING id`,
    [run],
  )
  return found.length === 1
}

function* skip(scope: ControlScope, run: string, mark: StepMark & { readonly kind: 'skip' }): Work<boolean> {
  if (!(yield* atRest(run))) return false
  const { step, kind, data, who, why } = markRow(mark, scope.redact)
  const output = mark.output === undefined ? null : JSON.stringify(mark.output)
  const changed = yield* rows(
    `UPDATE steps SET status = 'skipped', error = NULL, output = $1
     WHERE run = $2 AND name = $3 AND status IN ('failed', 'blocked') RETURNING name`,
    [output, run, step],
  )
  if (changed.length === 0) return false
  yield* rows(
    `INSERT INTO step_marks (run, step, kind, data, who, why) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (run, step) DO UPDATE SET kind = excluded.kind, data = excluded.data, who = excluded.who,
       why = excluded.why`,
    [run, step, kind, data, who, why],
  )
  const said = { who, why, ...(JSON.parse(data) as { readonly output?: Json }) }
  yield* logEvent(scope, { run, step, kind: 'step-skipped', data: said })
  return true
}

interface Failing {
  readonly run: string
  readonly step: string
  readonly error: ErrorRecord
  readonly decision: Decision
}

function* fail(scope: ControlScope, { run, step, error, decision }: Failing): Work<boolean> {
  if (!(yield* atRest(run))) return false
  const record = { ...error, message: scope.redact(error.message) }
  const changed = yield* rows(
    `UPDATE steps SET status = 'failed', error = $1, output = NULL
     WHERE run = $2 AND name = $3 AND output IS NOT NULL AND status IN ('succeeded', 'memoised', 'skipped') RETURNING name`,
    [JSON.stringify(record), run, step],
  )
  if (changed.length === 0) return false
  yield* withdraw(run, step)
  yield* rows('DELETE FROM step_marks WHERE run = $1 AND step = $2', [run, step])
  yield* rows(`UPDATE runs SET status = 'failed' WHERE id = $1`, [run])
  const data = { ...clean(scope, decision), error: record }
  yield* logEvent(scope, { run, step, kind: 'step-marked-failed', data })
  return true
}

interface EarlierRow {
  readonly run: string
  readonly name: string
  readonly status: EarlierStep['status']
  readonly key: string | null
  readonly parts: string | null
}

function* earlier(run: string, step: string, limit: number): Work<readonly EarlierStep[]> {
  const found = yield* rows<EarlierRow>(
    `SELECT s.run, s.name, s.status, s.key, s.parts FROM runs mine
     JOIN runs r ON r.pipeline = mine.pipeline AND r.deployment = mine.deployment AND r.id <> mine.id
       AND (r.started_at < mine.started_at OR (r.started_at = mine.started_at AND r.id < mine.id))
     JOIN steps s ON s.run = r.id AND s.name = $2
     WHERE mine.id = $1 AND s.parts IS NOT NULL ORDER BY r.started_at DESC, r.id DESC LIMIT $3`,
    [run, step, limit],
  )
  return found.map(row => ({
    run: row.run,
    name: row.name,
    status: row.status,
    ...(row.key !== null && { key: row.key }),
    ...(row.parts !== null && { parts: JSON.parse(row.parts) as KeyParts }),
  }))
}
