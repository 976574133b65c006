import { markRow, type StepMark } from '../control/step-mark.ts'
import type { Database } from './database.ts'
import { journalReads } from './journal-reads.ts'
import type { Journal, NewRun, Owner } from './journal.ts'
import { plainJson } from './plain-json.ts'
import { appendEvent, cleanText, sqliteClaim, type JournalScope } from './sqlite-claim.ts'

/** What the journal needs besides its database. */
export interface JournalOptions {
  readonly now: () => Date
  /** Takes secrets out of text before it is written. */
  readonly redact: (text: string) => string
  /** Called inside of transactions, before they are committed. */
  readonly crashPoint?: (name: string) => void
}

/** The journal in SQLite. */
export function sqliteJournal(db: Database, options: JournalOptions): Journal {
  const { now, redact, crashPoint = () => undefined } = options
  const scope: JournalScope = {
    db,
    at: () => now().toISOString(),
    clean: value => plainJson(value, redact),
    crashPoint,
  }
  return {
    // What a power failure takes from here, it takes with everything that was done in the run.
    start: async run =>
      db.transaction(
        () => (insertRun(scope, run) ? sqliteClaim(scope, run.id, run.owner.id) : undefined),
        'relaxed',
      ),
    takeOver: async (run, previous) =>
      db.transaction(() =>
        updateOwner(scope, run, previous) ? sqliteClaim(scope, run.id, run.owner.id) : undefined,
      ),
    interrupt: async (run, owner) => db.transaction(() => interrupt(scope, run, owner)),
    ...journalReads(db),
  }
}

function insertRun(scope: JournalScope, run: NewRun): boolean {
  const { id, pipeline, deployment, label, asOf, intervalStart, params, startedAt, owner, who } = run
  const inserted = scope.db.run(
    `INSERT INTO runs (id, pipeline, deployment, label, as_of, interval_start, params, status, started_at, who, owner,
       owner_id, heard_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [
      id,
      pipeline,
      deployment,
      label ?? null,
      asOf.toISOString(),
      intervalStart?.toISOString() ?? null,
      cleanText(scope, params),
      startedAt.toISOString(),
      who,
      cleanText(scope, owner),
      owner.id,
      scope.at(),
    ],
  )
  if (inserted === 0) return false
  beginSteps(scope, run, 'run-started')
  return true
}

function updateOwner(scope: JournalScope, run: NewRun, previous: Owner | undefined): boolean {
  const { id, label, params, owner, pipeline, deployment, asOf } = run
  const taken = scope.db.run(
    `UPDATE runs SET status = 'running', owner = ?, owner_id = ?, heard_at = ?, label = ?, params = ?, finished_at = NULL
     WHERE id = ? AND owner_id IS ? AND status <> 'succeeded' AND NOT EXISTS (
       SELECT 1 FROM runs WHERE pipeline = ? AND deployment = ? AND as_of = ? AND status = 'running' AND id <> ?)`,
    [
      cleanText(scope, owner),
      owner.id,
      scope.at(),
      label ?? null,
      cleanText(scope, params),
      id,
      previous?.id ?? null,
      pipeline,
      deployment,
      asOf.toISOString(),
      id,
    ],
  )
  if (taken === 0) return false
  beginSteps(scope, run, 'run-continued')
  return true
}

function beginSteps(scope: JournalScope, run: NewRun, kind: string): void {
  const { id, steps, who, owner, marks = [], because } = run
  const { db } = scope
  for (const table of ['steps', 'check_results', 'metrics']) {
    db.run(`DELETE FROM ${table} WHERE run = ?`, [id])
  }
  steps.forEach((name, position) =>
    db.run(`INSERT INTO steps (run, name, position, status) VALUES (?, ?, ?, 'waiting')`, [
      id,
      name,
      position,
    ]),
  )
  for (const mark of marks) insertMark(scope, id, mark)
  const data = { who, steps, host: owner.host, pid: owner.pid, ...(because && { because: { ...because } }) }
  appendEvent(scope, id, { kind, data })
}

function insertMark(scope: JournalScope, run: string, mark: StepMark): void {
  const { step, kind, data, who, why } = markRow(mark, text => scope.clean(text) as string)
  scope.db.run(
    'INSERT OR REPLACE INTO step_marks (run, step, kind, data, who, why) VALUES (?, ?, ?, ?, ?, ?)',
    [run, step, kind, data, who, why],
  )
}

function interrupt(scope: JournalScope, run: string, owner: Owner): boolean {
  const changed = scope.db.run(
    `UPDATE runs SET status = 'interrupted', owner = NULL, owner_id = NULL, heard_at = NULL
     WHERE id = ? AND owner_id = ? AND status = 'running'`,
    [run, owner.id],
  )
  if (changed === 0) return false
  scope.db.run(`UPDATE steps SET status = 'waiting' WHERE run = ? AND status = 'running'`, [run])
  appendEvent(scope, run, { kind: 'run-interrupted', data: { host: owner.host, pid: owner.pid } })
  return true
}
