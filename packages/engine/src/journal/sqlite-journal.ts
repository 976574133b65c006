import type { CheckResult, Json } from '@sluice/core'
import type { Database } from './database.ts'
import type {
  ErrorRecord,
  EventRecord,
  Journal,
  Owner,
  RunFilter,
  RunRecord,
  RunStatus,
  StepEnd,
  StepRecord,
  StepStatus,
} from './journal.ts'

/** What the journal needs besides its database. */
export interface JournalOptions {
  readonly now: () => Date
  /** Takes secrets out of text before it is written. */
  readonly redact: (text: string) => string
}

/** The journal in SQLite. */
export function sqliteJournal(db: Database, { now, redact }: JournalOptions): Journal {
  const text = (value: unknown) => redact(JSON.stringify(value ?? null))
  const at = () => now().toISOString()
  const event = (run: string, step: string | null, attempt: number | null, kind: string, data: unknown) =>
    void db.run(
      'INSERT INTO events (run, step, attempt, kind, at, data) VALUES (?, ?, ?, ?, ?, ?)',
      run,
      step,
      attempt,
      kind,
      at(),
      text(data),
    )
  const addSteps = (run: string, steps: readonly string[]) => {
    db.run('DELETE FROM steps WHERE run = ?', run)
    steps.forEach((name, position) =>
      db.run(
        `INSERT INTO steps (run, name, position, status) VALUES (?, ?, ?, 'waiting')`,
        run,
        name,
        position,
      ),
    )
  }
  return {
    start(run, steps) {
      db.transaction(() => {
        db.run(
          `INSERT INTO runs (id, pipeline, deployment, label, as_of, params, status, started_at, owner, who)
           VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
          ...[
            run.id,
            run.pipeline,
            run.deployment,
            run.label ?? null,
            run.asOf.toISOString(),
            text(run.params),
          ],
          ...[run.startedAt.toISOString(), text(run.owner), run.who],
        )
        addSteps(run.id, steps)
        event(run.id, null, null, 'run-started', { who: run.who })
      })
    },
    takeOver(run, owner, previous, steps) {
      return db.transaction(() => {
        const taken = db.run(
          `UPDATE runs SET status = 'running', owner = ?, finished_at = NULL WHERE id = ? AND owner IS ? AND status <> 'succeeded'`,
          ...[text(owner), run, previous === undefined ? null : text(previous)],
        )
        if (taken === 0) return false
        addSteps(run, steps)
        event(run, null, null, 'run-continued', {})
        return true
      })
    },
    finish(run, status) {
      db.transaction(() => {
        db.run('UPDATE runs SET status = ?, finished_at = ?, owner = NULL WHERE id = ?', status, at(), run)
        event(run, null, null, 'run-finished', { status })
      })
    },
    startStep(run, step, attempt) {
      db.transaction(() => {
        db.run(
          `UPDATE steps SET status = 'running', attempts = ?, started_at = coalesce(started_at, ?) WHERE run = ? AND name = ?`,
          ...[attempt, at(), run, step],
        )
        event(run, step, attempt, 'step-started', {})
      })
    },
    endStep(end) {
      db.transaction(() => endStep(db, end, { text, at: at(), event }))
    },
    record: ({ run, step, attempt, kind, data }) => event(run, step ?? null, attempt ?? null, kind, data),
    output(key) {
      const row = db.get<{ output: string; checks: string; run: string }>(
        'SELECT output, checks, run FROM outputs WHERE key = ?',
        key,
      )
      return (
        row && {
          output: JSON.parse(row.output) as Json,
          checks: JSON.parse(row.checks) as CheckResult[],
          run: row.run,
        }
      )
    },
    run: id => db.all<RunRow>('SELECT * FROM runs WHERE id = ?', id).map(runOf)[0],
    find: prefix =>
      db
        .all<RunRow>(
          'SELECT * FROM runs WHERE substr(id, 1, ?) = ? ORDER BY started_at DESC, id DESC',
          prefix.length,
          prefix,
        )
        .map(runOf),
    runs: filter => listRuns(db, filter ?? {}),
    latest: (pipeline, deployment, asOf) =>
      db
        .all<RunRow>(
          'SELECT * FROM runs WHERE pipeline = ? AND deployment = ? AND as_of = ? ORDER BY started_at DESC, rowid DESC LIMIT 1',
          ...[pipeline, deployment, asOf.toISOString()],
        )
        .map(runOf)[0],
    steps: run => db.all<StepRow>('SELECT * FROM steps WHERE run = ? ORDER BY position', run).map(stepOf),
    events: run => db.all<EventRow>('SELECT * FROM events WHERE run = ? ORDER BY id', run).map(eventOf),
    noteAlert(dedupeKey, run) {
      return db.transaction(() => {
        const added = db.run(
          'INSERT OR IGNORE INTO alerts (dedupe_key, run, at) VALUES (?, ?, ?)',
          dedupeKey,
          run,
          at(),
        )
        if (added === 0) return undefined
        const seen = db.get<{ first: string; times: number }>(
          'SELECT min(at) AS first, count(*) AS times FROM alerts WHERE dedupe_key = ?',
          dedupeKey,
        )
        return seen && { first: new Date(seen.first), times: seen.times }
      })
    },
  }
}

interface Write {
  readonly text: (value: unknown) => string
  readonly at: string
  readonly event: (
    run: string,
    step: string | null,
    attempt: number | null,
    kind: string,
    data: unknown,
  ) => void
}

function endStep(db: Database, end: StepEnd, { text, at, event }: Write): void {
  const { run, step, status, attempts, seconds, key, output, error, checks = [], metrics = [] } = end
  db.run(
    'UPDATE steps SET status = ?, attempts = ?, seconds = ?, key = ?, output = ?, error = ?, checks = ? WHERE run = ? AND name = ?',
    ...[status, attempts, seconds, key ?? null, output === undefined ? null : text(output)],
    ...[error === undefined ? null : text(error), text(checks), run, step],
  )
  if (status === 'succeeded' && key !== undefined && output !== undefined) {
    db.run(
      'INSERT OR REPLACE INTO outputs (key, output, checks, run, step, at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[key, text(output), text(checks), run, step, at],
    )
  }
  for (const { metric, value } of metrics) {
    db.run(
      `INSERT OR REPLACE INTO metrics (run, pipeline, deployment, step, metric, as_of, value)
       SELECT id, pipeline, deployment, ?, ?, as_of, ? FROM runs WHERE id = ?`,
      ...[step, metric, value, run],
    )
  }
  event(run, step, attempts, 'step-finished', { status, seconds, key, output, error, checks })
}

function listRuns(
  db: Database,
  { pipeline, deployment, unfinished, limit = 50 }: RunFilter,
): readonly RunRecord[] {
  return db
    .all<RunRow>(
      `SELECT * FROM runs
       WHERE (?1 IS NULL OR pipeline = ?1) AND (?2 IS NULL OR deployment = ?2) AND (?3 = 0 OR status <> 'succeeded')
       ORDER BY started_at DESC, rowid DESC LIMIT ?4`,
      ...[pipeline ?? null, deployment ?? null, unfinished === true ? 1 : 0, limit],
    )
    .map(runOf)
}

interface RunRow {
  readonly id: string
  readonly pipeline: string
  readonly deployment: string
  readonly label: string | null
  readonly as_of: string
  readonly params: string
  readonly status: RunStatus
  readonly started_at: string
  readonly finished_at: string | null
  readonly owner: string | null
  readonly who: string
}

function runOf(row: RunRow): RunRecord {
  return {
    id: row.id,
    pipeline: row.pipeline,
    deployment: row.deployment,
    ...(row.label !== null && { label: row.label }),
    asOf: new Date(row.as_of),
    params: JSON.parse(row.params) as Json,
    status: row.status,
    startedAt: new Date(row.started_at),
    ...(row.finished_at !== null && { finishedAt: new Date(row.finished_at) }),
    ...(row.owner !== null && { owner: JSON.parse(row.owner) as Owner }),
    who: row.who,
  }
}

interface StepRow {
  readonly run: string
  readonly name: string
  readonly status: StepStatus
  readonly key: string | null
  readonly attempts: number
  readonly started_at: string | null
  readonly seconds: number
  readonly output: string | null
  readonly error: string | null
  readonly checks: string
}

function stepOf(row: StepRow): StepRecord {
  return {
    run: row.run,
    name: row.name,
    status: row.status,
    ...(row.key !== null && { key: row.key }),
    attempts: row.attempts,
    ...(row.started_at !== null && { startedAt: new Date(row.started_at) }),
    seconds: row.seconds,
    ...(row.output !== null && { output: JSON.parse(row.output) as Json }),
    ...(row.error !== null && { error: JSON.parse(row.error) as ErrorRecord }),
    checks: JSON.parse(row.checks) as CheckResult[],
  }
}

interface EventRow {
  readonly id: number
  readonly run: string
  readonly step: string | null
  readonly attempt: number | null
  readonly kind: string
  readonly at: string
  readonly data: string
}

function eventOf(row: EventRow): EventRecord {
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
