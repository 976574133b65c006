import type { CheckResult, HistoryPoint, Json } from '@sluice/core'
import type { PostgresDatabase } from '../../postgres/postgres-database.ts'
import { eventOf, runOf, stepOf, type EventRow, type RunRow, type StepRow } from '../journal-rows.ts'
import type {
  FinishedOutput,
  HistoryQuery,
  MetricValue,
  RunFilter,
  RunJournal,
  RunRecord,
  StepRecord,
} from '../journal.ts'

type Reads = Omit<RunJournal, 'start' | 'takeOver' | 'interrupt'>

/** What can be asked of the journal. Runs are ordered as they were started, whatever the clock said. */
export function postgresReads(db: PostgresDatabase): Reads {
  const runs = async (sql: string, values: readonly unknown[]) =>
    (await db.all<RunRow>(sql, values)).map(runOf)
  return {
    run: async id => (await runs('SELECT * FROM runs WHERE id = $1', [id]))[0],
    find: prefix => runs('SELECT * FROM runs WHERE starts_with(id, $1) ORDER BY seq DESC', [prefix]),
    runs: filter => listRuns(db, filter ?? {}),
    latest: async (pipeline, deployment, asOf) => {
      const sql =
        'SELECT * FROM runs WHERE pipeline = $1 AND deployment = $2 AND as_of = $3 ORDER BY seq DESC LIMIT 1'
      return (await runs(sql, [pipeline, deployment, asOf]))[0]
    },
    steps: run => readSteps(db, run),
    events: async (run, after = 0) =>
      (
        await db.all<EventRow>('SELECT * FROM events WHERE run = $1 AND id > $2 ORDER BY id', [run, after])
      ).map(eventOf),
    output: key => readOutput(db, key),
    history: query => readHistory(db, query),
  }
}

async function listRuns(db: PostgresDatabase, filter: RunFilter): Promise<readonly RunRecord[]> {
  const { pipeline, deployment, unfinished = false, running = false, limit = 50 } = filter
  const rows = await db.all<RunRow>(
    `SELECT * FROM runs
     WHERE ($1::text IS NULL OR pipeline = $1) AND ($2::text IS NULL OR deployment = $2)
       AND (NOT $3::boolean OR status <> 'succeeded') AND (NOT $4::boolean OR status = 'running')
     ORDER BY seq DESC LIMIT $5`,
    [pipeline ?? null, deployment ?? null, unfinished, running, limit],
  )
  return rows.map(runOf)
}

async function readSteps(db: PostgresDatabase, run: string): Promise<readonly StepRecord[]> {
  const rows = await db.all<StepRow & { readonly results: string | null }>(
    `SELECT s.*, (SELECT json_agg(c.result ORDER BY c.position) FROM check_results c
                  WHERE c.run = s.run AND c.step = s.name) AS results
     FROM steps s WHERE s.run = $1 ORDER BY s.position`,
    [run],
  )
  return rows.map(row => stepOf(row, row.results === null ? [] : (JSON.parse(row.results) as CheckResult[])))
}

async function readOutput(db: PostgresDatabase, key: string): Promise<FinishedOutput | undefined> {
  const row = await db.get<{ output: string; checks: string; metrics: string; run: string }>(
    'SELECT output, checks, metrics, run FROM outputs WHERE key = $1',
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

async function readHistory(db: PostgresDatabase, query: HistoryQuery): Promise<readonly HistoryPoint[]> {
  const { run, pipeline, deployment, asOf, step, metric, limit } = query
  const rows = await db.all<{
    run: string
    as_of: Date
    value: number
    detail: string | null
    verdict: string | null
  }>(
    `SELECT DISTINCT ON (m.as_of) m.run, m.as_of, m.value, m.detail, h.verdict FROM metrics m JOIN runs r ON r.id = m.run
       LEFT JOIN history_marks h ON h.run = m.run
     WHERE m.pipeline = $1 AND m.deployment = $2 AND m.step = $3 AND m.metric = $4 AND m.as_of <= $5 AND m.run <> $6
       AND r.status = 'succeeded' AND coalesce(h.verdict, '') <> 'real'
     ORDER BY m.as_of DESC, r.seq DESC LIMIT $7`,
    [pipeline, deployment, step, metric, asOf, run, limit],
  )
  return rows.toReversed().map(({ run: id, as_of: at, value, detail, verdict }) => ({
    run: id,
    asOf: at,
    value,
    ...(detail !== null && { detail }),
    ...(verdict === 'expected' && { expected: true }),
  }))
}
