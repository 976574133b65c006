import type { CheckResult, HistoryPoint, Json } from '@sluice/core'
import type { Database } from './database.ts'
import { eventOf, runOf, stepOf, type EventRow, type RunRow, type StepRow } from './journal-rows.ts'
import type {
  FinishedOutput,
  HistoryQuery,
  Journal,
  MetricValue,
  RunFilter,
  RunRecord,
  StepRecord,
} from './journal.ts'

type Reads = Omit<Journal, 'start' | 'takeOver' | 'interrupt'>

/** What can be asked of the journal. Runs are ordered as they were started, whatever the clock said. */
export function journalReads(db: Database): Reads {
  return {
    run: id => db.all<RunRow>('SELECT * FROM runs WHERE id = ?', [id]).map(runOf)[0],
    find: prefix =>
      db
        .all<RunRow>('SELECT * FROM runs WHERE substr(id, 1, ?) = ? ORDER BY rowid DESC', [
          prefix.length,
          prefix,
        ])
        .map(runOf),
    runs: filter => listRuns(db, filter ?? {}),
    latest: (pipeline, deployment, asOf) =>
      db
        .all<RunRow>(
          `SELECT * FROM runs WHERE pipeline = ? AND deployment = ? AND as_of = ?
           ORDER BY rowid DESC LIMIT 1`,
          [pipeline, deployment, asOf.toISOString()],
        )
        .map(runOf)[0],
    steps: run => readSteps(db, run),
    events: (run, after = 0) =>
      db
        .all<EventRow>('SELECT * FROM events WHERE run = ? AND id > ? ORDER BY id', [run, after])
        .map(eventOf),
    output: key => readOutput(db, key),
    history: query => readHistory(db, query),
  }
}

function listRuns(db: Database, filter: RunFilter): readonly RunRecord[] {
  const { pipeline, deployment, unfinished = false, running = false, limit = 50 } = filter
  return db
    .all<RunRow>(
      `SELECT * FROM runs
       WHERE (?1 IS NULL OR pipeline = ?1) AND (?2 IS NULL OR deployment = ?2)
         AND (?3 = 0 OR status <> 'succeeded') AND (?4 = 0 OR status = 'running')
       ORDER BY rowid DESC LIMIT ?5`,
      [pipeline ?? null, deployment ?? null, Number(unfinished), Number(running), limit],
    )
    .map(runOf)
}

function readSteps(db: Database, run: string): readonly StepRecord[] {
  const results = db.all<{ step: string; result: string }>(
    'SELECT step, result FROM check_results WHERE run = ? ORDER BY step, position',
    [run],
  )
  const checks = Map.groupBy(results, ({ step }) => step)
  return db.all<StepRow>('SELECT * FROM steps WHERE run = ? ORDER BY position', [run]).map(row =>
    stepOf(
      row,
      (checks.get(row.name) ?? []).map(({ result }) => JSON.parse(result) as CheckResult),
    ),
  )
}

function readOutput(db: Database, key: string): FinishedOutput | undefined {
  const row = db.get<{ output: string; checks: string; metrics: string; run: string }>(
    'SELECT output, checks, metrics, run FROM outputs WHERE key = ?',
    [key],
  )
  if (row === undefined) return undefined
  return {
    output: JSON.parse(row.output) as Json,
    checks: JSON.parse(row.checks) as CheckResult[],
    metrics: JSON.parse(row.metrics) as MetricValue[],
    run: row.run,
  }
}

function readHistory(db: Database, query: HistoryQuery): readonly HistoryPoint[] {
  const { run, pipeline, deployment, asOf, step, metric, limit } = query
  const rows = db.all<{
    run: string
    as_of: string
    value: number
    detail: string | null
    verdict: string | null
  }>(
    // SQLite gives the bare columns of the row that has the maximum: of runs as of one instant the newest.
    `SELECT m.run, m.as_of, m.value, m.detail, h.verdict, max(r.rowid)
     FROM metrics m JOIN runs r ON r.id = m.run LEFT JOIN history_marks h ON h.run = m.run
     WHERE m.pipeline = ? AND m.deployment = ? AND m.step = ? AND m.metric = ? AND m.as_of <= ? AND m.run <> ?
       AND r.status = 'succeeded' AND coalesce(h.verdict, '') <> 'real'
     GROUP BY m.as_of ORDER BY m.as_of DESC LIMIT ?`,
    [pipeline, deployment, step, metric, asOf.toISOString(), run, limit],
  )
  return rows.toReversed().map(({ run: id, as_of: at, value, detail, verdict }) => ({
    run: id,
    asOf: new Date(at),
    value,
    ...(detail !== null && { detail }),
    ...(verdict === 'expected' && { expected: true }),
  }))
}
