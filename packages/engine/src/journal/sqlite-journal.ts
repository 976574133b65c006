import type { Database } from './database.ts'
import { journalReads } from './journal-reads.ts'
import type { Journal, StepEnd } from './journal.ts'

/** What the journal needs besides its database. */
export interface JournalOptions {
  readonly now: () => Date
  /** Takes secrets out of text before it is written. */
  readonly redact: (text: string) => string
}

/** The journal in SQLite. */
export function sqliteJournal(db: Database, options: JournalOptions): Journal {
  return { ...journalReads(db), ...journalWrites(writerOf(db, options)) }
}

type Event = (run: string, step: string | null, attempt: number | null, kind: string, data: unknown) => void

/** How rows are written: with the time, as JSON without secrets, with an event beside them. */
interface Writer {
  readonly db: Database
  readonly text: (value: unknown) => string
  readonly at: () => string
  readonly event: Event
  readonly addSteps: (run: string, steps: readonly string[]) => void
}

type Writes = Pick<
  Journal,
  'start' | 'takeOver' | 'finish' | 'startStep' | 'endStep' | 'record' | 'noteAlert'
>

function writerOf(db: Database, { now, redact }: JournalOptions): Writer {
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
  return { db, text, at, event, addSteps }
}

function journalWrites(writer: Writer): Writes {
  const { db, text, at, event, addSteps } = writer
  return {
    start(run, steps) {
      db.transaction(() => {
        db.run(
          `INSERT INTO runs (id, pipeline, deployment, label, as_of, params, status, started_at, owner, who)
           VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
          run.id,
          run.pipeline,
          run.deployment,
          run.label ?? null,
          run.asOf.toISOString(),
          text(run.params),
          run.startedAt.toISOString(),
          text(run.owner),
          run.who,
        )
        addSteps(run.id, steps)
        event(run.id, null, null, 'run-started', { who: run.who })
      })
    },
    takeOver(run, owner, previous, steps) {
      return db.transaction(() => {
        const taken = db.run(
          `UPDATE runs SET status = 'running', owner = ?, finished_at = NULL WHERE id = ? AND owner IS ? AND status <> 'succeeded'`,
          text(owner),
          run,
          previous === undefined ? null : text(previous),
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
          attempt,
          at(),
          run,
          step,
        )
        event(run, step, attempt, 'step-started', {})
      })
    },
    endStep(end) {
      db.transaction(() => endStep(writer, end))
    },
    record: ({ run, step, attempt, kind, data }) => event(run, step ?? null, attempt ?? null, kind, data),
    noteAlert: (dedupeKey, run) => noteAlert(writer, dedupeKey, run),
  }
}

function endStep({ db, text, at, event }: Writer, end: StepEnd): void {
  const { run, step, status, attempts, seconds, key, output, error, checks = [], metrics = [] } = end
  db.run(
    'UPDATE steps SET status = ?, attempts = ?, seconds = ?, key = ?, output = ?, error = ?, checks = ? WHERE run = ? AND name = ?',
    status,
    attempts,
    seconds,
    key ?? null,
    output === undefined ? null : text(output),
    error === undefined ? null : text(error),
    text(checks),
    run,
    step,
  )
  if (status === 'succeeded' && key !== undefined && output !== undefined) {
    db.run(
      'INSERT OR REPLACE INTO outputs (key, output, checks, run, step, at) VALUES (?, ?, ?, ?, ?, ?)',
      key,
      text(output),
      text(checks),
      run,
      step,
      at(),
    )
  }
  for (const { metric, value } of metrics) {
    db.run(
      `INSERT OR REPLACE INTO metrics (run, pipeline, deployment, step, metric, as_of, value)
       SELECT id, pipeline, deployment, ?, ?, as_of, ? FROM runs WHERE id = ?`,
      step,
      metric,
      value,
      run,
    )
  }
  event(run, step, attempts, 'step-finished', { status, seconds, key, output, error, checks })
}

function noteAlert({ db, at }: Writer, dedupeKey: string, run: string): ReturnType<Journal['noteAlert']> {
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
}
