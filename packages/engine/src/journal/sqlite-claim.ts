import { quietMs, sentLately } from './sent-lately.ts'
import type { Json } from '@sluice/core'
import { RunLost } from '../errors/run-lost.ts'
import type { Database, Durability } from './database.ts'
import type { AlertNote, Claim, NewEvent, RunStatus, StepEnd } from './journal.ts'
import { plainJson } from './plain-json.ts'
import { isGood } from './step-end.ts'

/** What writing to the journal needs. */
export interface JournalScope {
  readonly db: Database
  /** The time now, as it is written. */
  readonly at: () => string
  /** Anything as JSON without secrets. */
  readonly clean: (value: unknown) => Json
  readonly crashPoint: (name: string) => void
}

/** Anything as JSON text without secrets. */
export function cleanText({ clean }: JournalScope, value: unknown): string {
  return JSON.stringify(clean(value))
}

/** Appends to the event log; an output stands in the event's data as it is. */
export function appendEvent(scope: JournalScope, run: string, event: NewEvent, output?: Json): void {
  const { step, attempt, kind, data } = event
  const text =
    output === undefined
      ? cleanText(scope, data)
      : JSON.stringify({ ...(scope.clean(data) as { readonly [name: string]: Json }), output })
  scope.db.run('INSERT INTO events (run, step, attempt, kind, at, data) VALUES (?, ?, ?, ?, ?, ?)', [
    run,
    step ?? null,
    attempt ?? null,
    kind,
    scope.at(),
    text,
  ])
}

/** The right to write to `run` of the owner with this id. */
export function sqliteClaim(scope: JournalScope, run: string, owner: string): Claim {
  // In one transaction with the write: who has lost the run cannot write. All of it has one time.
  const write = async <T>(durability: Durability, work: (scope: JournalScope) => T): Promise<T> =>
    scope.db.transaction(() => {
      if (!holds(scope, run, owner)) throw new RunLost({ run })
      const moment = scope.at()
      return work({ ...scope, at: () => moment })
    }, durability)
  return {
    startStep: (step, attempt) => write('relaxed', at => startStep(at, run, step, attempt)),
    endStep: end =>
      write(end.durable === true ? 'durable' : 'relaxed', at => {
        endStep(at, run, end)
        scope.crashPoint('step-committing')
      }),
    record: event => write('relaxed', at => appendEvent(at, run, event)),
    beat: () => write('relaxed', at => beat(at, run)),
    finish: status => write('durable', at => finish(at, run, status)),
    noteAlert: dedupeKey => write('durable', at => noteAlert(at, run, dedupeKey)),
    alertSent: (dedupeKey, sink, event) =>
      write('durable', at => {
        noteSent(at, run, dedupeKey, sink)
        appendEvent(at, run, event)
      }),
  }
}

function holds({ db }: JournalScope, run: string, owner: string): boolean {
  return db.get('SELECT 1 FROM runs WHERE id = ? AND owner_id = ?', [run, owner]) !== undefined
}

function beat({ db, at }: JournalScope, run: string): void {
  db.run('UPDATE runs SET heard_at = ? WHERE id = ?', [at(), run])
}

function finish(scope: JournalScope, run: string, status: RunStatus): void {
  scope.db.run(
    'UPDATE runs SET status = ?, finished_at = ?, owner = NULL, owner_id = NULL, heard_at = NULL WHERE id = ?',
    [status, scope.at(), run],
  )
  scope.db.run(`UPDATE steps SET status = 'waiting' WHERE run = ? AND status = 'running'`, [run])
  appendEvent(scope, run, { kind: 'run-finished', data: { status } })
}

function startStep(scope: JournalScope, run: string, step: string, attempt: number): void {
  scope.db.run(
    `UPDATE steps SET status = 'running', attempts = ?, started_at = coalesce(started_at, ?) WHERE run = ? AND name = ?`,
    [attempt, scope.at(), run, step],
  )
  appendEvent(scope, run, { step, attempt, kind: 'step-started', data: {} })
}

function endStep(scope: JournalScope, run: string, end: StepEnd): void {
  const { db, at } = scope
  const { step, status, attempts, seconds, key, kept, from, output, error, checks = [], metrics = [] } = end
  // Looked through for secrets before it came here, and never changed: what follows is keyed by it.
  const outputText = output === undefined ? null : JSON.stringify(output)
  const errorText = error === undefined ? null : cleanText(scope, error)
  db.run(
    `UPDATE steps SET status = ?, attempts = ?, seconds = ?, key = ?, output = ?, error = ?, parts = ?
     WHERE run = ? AND name = ?`,
    [status, attempts, seconds, key ?? null, outputText, errorText, partsText(end), run, step],
  )
  if (kept !== undefined) {
    db.run('INSERT OR IGNORE INTO recipes (digest, recipe) VALUES (?, ?)', [kept.parts.recipe, kept.recipe])
  }
  if (status === 'succeeded' && key !== undefined && outputText !== null) {
    db.run(
      'INSERT OR REPLACE INTO outputs (key, output, checks, metrics, run, step, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [key, outputText, cleanText(scope, checks), JSON.stringify(metrics), run, step, at()],
    )
  }
  replaceChecks(scope, run, end)
  replaceMetrics(scope, run, end)
  const parts = kept?.parts
  const data = plainJson({ status, attempts, seconds, key, parts, from, error, checks, metrics })
  appendEvent(scope, run, { step, attempt: attempts, kind: 'step-finished', data }, output)
  if (end.adds !== undefined && isGood(end)) addSteps(scope, run, step, end.adds)
}

/** Steps become part of the run, after the one that has listed them. */
function addSteps(scope: JournalScope, run: string, step: string, adds: readonly string[]): void {
  const { db } = scope
  const place = 'SELECT position FROM steps WHERE run = ?1 AND name = ?2'
  db.run(`UPDATE steps SET position = position + ?3 WHERE run = ?1 AND position > (${place})`, [
    run,
    step,
    adds.length,
  ])
  db.run(
    `INSERT INTO steps (run, name, position, status)
     SELECT ?1, value, (${place}) + 1 + key, 'waiting' FROM json_each(?3)`,
    [run, step, JSON.stringify(adds)],
  )
  appendEvent(scope, run, { step, kind: 'steps-added', data: { steps: adds } })
}

function partsText({ kept }: StepEnd): string | null {
  return kept === undefined ? null : JSON.stringify(kept.parts)
}

function replaceChecks(scope: JournalScope, run: string, { step, checks = [] }: StepEnd): void {
  const { db } = scope
  db.run('DELETE FROM check_results WHERE run = ? AND step = ?', [run, step])
  checks.forEach((result, position) => {
    const { subject, name, check, severity, status } = result
    db.run(
      `INSERT INTO check_results (run, step, position, subject, name, severity, status, result)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [run, step, position, subject, name ?? check, severity, status, cleanText(scope, result)],
    )
  })
}

function replaceMetrics({ db }: JournalScope, run: string, { step, metrics = [] }: StepEnd): void {
  db.run('DELETE FROM metrics WHERE run = ? AND step = ?', [run, step])
  for (const { metric, value, detail } of metrics) {
    db.run(
      `INSERT OR REPLACE INTO metrics (run, pipeline, deployment, step, metric, as_of, value, detail)
       SELECT id, pipeline, deployment, ?, ?, as_of, ?, ? FROM runs WHERE id = ?`,
      [step, metric, value, detail ?? null, run],
    )
  }
}

function noteSent({ db }: JournalScope, run: string, dedupeKey: string, sink: string): void {
  db.run('INSERT OR IGNORE INTO alerts_sent (dedupe_key, run, sink) VALUES (?, ?, ?)', [dedupeKey, run, sink])
}

function noteAlert({ db, at }: JournalScope, run: string, dedupeKey: string): AlertNote {
  db.run('INSERT OR IGNORE INTO alerts (dedupe_key, run, at) VALUES (?, ?, ?)', [dedupeKey, run, at()])
  const seen = db.get<{ first: string; times: number }>(
    'SELECT min(at) AS first, count(*) AS times FROM alerts WHERE dedupe_key = ?',
    [dedupeKey],
  )
  const since = new Date(new Date(at()).getTime() - quietMs).toISOString()
  const sent = db.all<{ sink: string }>('SELECT sink FROM alerts_sent WHERE dedupe_key = ? AND run = ?', [
    dedupeKey,
    run,
  ])
  const lately = db.all<{ sink: string }>(sentLately.replaceAll('$', '?'), [dedupeKey, run, since])
  return {
    first: new Date(seen?.first ?? at()),
    times: seen?.times ?? 1,
    sent: sent.map(({ sink }) => sink),
    lately: lately.map(({ sink }) => sink),
  }
}
