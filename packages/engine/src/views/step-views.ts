import type { CheckResult } from '@sluice/core'
import { eventOf, type EventRow } from '../journal/journal-rows.ts'
import type { ErrorRecord, StepStatus } from '../journal/journal.ts'
import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Dialect } from './dialect.ts'
import type { RunTrouble, Views } from './views.ts'

type StepViews = Pick<
  Views,
  'troubles' | 'warnings' | 'metrics' | 'events' | 'lastEvents' | 'stepEvents' | 'stepsNamed'
>

/** Reads of steps and of what happened to them. */
export function stepViews(db: WorkDatabase, dialect: Dialect): StepViews {
  const { oneOf, like } = dialect
  return {
    troubles: runs => troubles(db, dialect, runs),
    warnings: runs =>
      db.read(function* () {
        const found = yield* rows<{ run: string; result: string }>(
          `SELECT c.run, c.result FROM check_results c JOIN steps s ON s.run = c.run AND s.name = c.step
           WHERE ${oneOf('c.run', '$1')} AND c.status <> 'passed' AND c.status = 'failed'
           ORDER BY c.run, s.position DESC, c.position DESC`,
          [JSON.stringify(runs)],
        )
        return new Map(found.map(({ run, result }) => [run, JSON.parse(result) as CheckResult]))
      }),
    metrics: run =>
      db.read(() =>
        rows('SELECT step, metric, value FROM metrics WHERE run = $1 ORDER BY step, metric', [run]),
      ),
    events: (run, { after, limit }) =>
      db.read(function* () {
        const found = yield* rows<EventRow>(
          'SELECT * FROM events WHERE run = $1 AND id > $2 ORDER BY id LIMIT $3',
          [run, after, limit],
        )
        return found.map(eventOf)
      }),
    lastEvents: (run, { kind, limit }) =>
      db.read(function* () {
        const found = yield* rows<EventRow>(
          `SELECT * FROM events WHERE run = $1 ${kind === undefined ? '' : 'AND kind = $3'}
           ORDER BY id DESC LIMIT $2`,
          kind === undefined ? [run, limit] : [run, limit, kind],
        )
        return found.map(eventOf).toReversed()
      }),
    stepEvents: (run, { step, limit }) =>
      db.read(function* () {
        const found = yield* rows<EventRow>(
          'SELECT * FROM events WHERE run = $1 AND step = $2 ORDER BY id DESC LIMIT $3',
          [run, step, limit],
        )
        return found.map(eventOf).toReversed()
      }),
    stepsNamed: ({ text, runs, limit }) =>
      db.read(() =>
        rows(
          `SELECT run, name AS step FROM steps WHERE ${oneOf('run', '$1')} AND name ${like} $2 ESCAPE '\\'
           ORDER BY run, position LIMIT $3`,
          [JSON.stringify(runs), `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`, limit],
        ),
      ),
  }
}

interface TroubleRow {
  readonly run: string
  readonly name: string
  readonly status: StepStatus
  readonly error: string | null
  readonly result: string | null
}

/** Of a run the first step in the order of the plan. */
function troubles(
  db: WorkDatabase,
  { oneOf }: Dialect,
  runs: readonly string[],
): Promise<readonly RunTrouble[]> {
  return db.read(function* () {
    const found = yield* rows<TroubleRow>(
      `SELECT s.run, s.name, s.status, s.error,
         (SELECT c.result FROM check_results c WHERE c.run = s.run AND c.step = s.name AND c.status = 'failed'
          ORDER BY c.severity, c.position LIMIT 1) AS result
       FROM steps s WHERE ${oneOf('s.run', '$1')} AND s.status IN ('failed', 'blocked') ORDER BY s.run, s.position`,
      [JSON.stringify(runs)],
    )
    const first = new Map<string, RunTrouble>()
    for (const { run, name: step, status, error, result } of found) {
      if (first.has(run)) continue
      first.set(run, {
        run,
        step,
        status,
        ...(error !== null && { error: JSON.parse(error) as ErrorRecord }),
        ...(result !== null && { check: JSON.parse(result) as CheckResult }),
      })
    }
    return [...first.values()]
  })
}
