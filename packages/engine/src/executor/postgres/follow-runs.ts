import { setTimeout as pause } from 'node:timers/promises'
import type { CheckResult, Json } from '@sluice/core'
import { eventOf, runOf, type EventRow, type RunRow } from '../../journal/journal-rows.ts'
import type { ErrorRecord, EventRecord, RunRecord, StepEnd } from '../../journal/journal.ts'
import type { PostgresDatabase } from '../../postgres/postgres-database.ts'
import type { RunEvent, RunSummary } from '../../run/run-event.ts'
import type { Services } from '../../run/services.ts'

const pollMs = 100
/** When nothing has happened for so long, somebody may wait for workers that are not there. */
const quietMs = 5_000

/** What following runs calls now and then. */
export interface Following {
  /** Ends it by throwing. */
  readonly goOn: () => void
  /** Nothing has happened for a while; called once. */
  readonly quiet: () => Promise<void>
}

/** Tells what happens in runs that others work on, and says what became of them when all have ended. */
export async function followRuns(
  db: PostgresDatabase,
  services: Services,
  ids: readonly string[],
  { goOn, quiet }: Following,
): Promise<readonly RunSummary[]> {
  const open = await beginnings(db, ids)
  const ended = new Map<string, RunRecord>()
  let silentSince = performance.now()
  for (;;) {
    goOn()
    // First what became of them, then what happened: so the last events are seen too.
    const runs = await recordsOf(db, [...open.keys()])
    for (const event of await eventsAfter(db, open)) {
      open.set(event.run, event.id)
      silentSince = Infinity
      const shown = shownEvent(event, runs.get(event.run) as RunRecord)
      if (shown !== undefined) services.onEvent(shown)
    }
    for (const [id, run] of runs) {
      if (run.status === 'running') continue
      open.delete(id)
      ended.set(id, run)
    }
    if (open.size === 0) break
    if (performance.now() - silentSince > quietMs) {
      silentSince = Infinity
      await quiet()
    }
    await pause(pollMs)
  }
  return Promise.all(ids.map(id => summaryOf(services, ended.get(id) as RunRecord)))
}

/** By run the event from which on it is worked on now: a run that goes on has older ones. */
async function beginnings(db: PostgresDatabase, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.all<{ run: string; id: number }>(
    `SELECT run, max(id) AS id FROM events WHERE run = ANY($1::text[]) AND kind IN ('run-started', 'run-continued')
     GROUP BY run`,
    [ids],
  )
  return new Map(rows.map(({ run, id }) => [run, id]))
}

async function recordsOf(
  db: PostgresDatabase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RunRecord>> {
  const rows = await db.all<RunRow>('SELECT * FROM runs WHERE id = ANY($1::text[])', [ids])
  return new Map(rows.map(row => [row.id, runOf(row)]))
}

async function eventsAfter(
  db: PostgresDatabase,
  last: ReadonlyMap<string, number>,
): Promise<readonly EventRecord[]> {
  const rows = await db.all<EventRow>(
    `SELECT e.* FROM unnest($1::text[], $2::bigint[]) AS w (run, last) JOIN events e ON e.run = w.run AND e.id > w.last
     ORDER BY e.id`,
    [[...last.keys()], [...last.values()]],
  )
  return rows.map(eventOf)
}

type Data = Readonly<Record<string, Json>>
type Show = (event: EventRecord, data: Data) => object | undefined

/** By kind of event: what a display is told of it. */
const shows: Readonly<Record<string, Show>> = {
  'step-started': ({ attempt = 1 }) => ({ attempt }),
  'step-log': ({ attempt = 1 }, { message, fields }) => ({
    attempt,
    message,
    ...(fields !== undefined && { fields }),
  }),
  'step-retry': ({ attempt = 1 }, { waitMs, error }) => ({ attempt, waitMs, error }),
  'step-finished': (_event, { status, seconds, attempts = 0, from, output, error, checks = [] }) => ({
    status: status as StepEnd['status'],
    seconds,
    attempts,
    ...(from !== undefined && { from }),
    checks: checks as unknown as readonly CheckResult[],
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error: error as unknown as ErrorRecord }),
  }),
  'steps-added': (_event, { steps }) => ({ steps }),
  'run-finished': (_event, { status }) => ({ status }),
}

function shownEvent(event: EventRecord, { id, pipeline, deployment }: RunRecord): RunEvent | undefined {
  const { kind, step, data } = event
  const shown = shows[kind]?.(event, data as Data)
  if (shown === undefined) return undefined
  return { run: id, pipeline, deployment, kind, ...(step !== undefined && { step }), ...shown } as RunEvent
}

async function summaryOf({ journal, now }: Services, run: RunRecord): Promise<RunSummary> {
  const { id, pipeline, deployment, label, asOf, status, startedAt, finishedAt = now() } = run
  const steps = await journal.steps(id)
  return {
    run: id,
    pipeline,
    deployment,
    ...(label !== undefined && { label }),
    asOf,
    status,
    startedAt,
    finishedAt,
    steps: steps.map(({ run: _run, key: _key, startedAt: _startedAt, ...step }) => step),
  }
}
