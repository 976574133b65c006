import { randomUUID } from 'node:crypto'
import type { Plan } from '@sluice/core'
import type { NewRun, Owner, RunStatus } from '../../journal/journal.ts'
import { finishRun } from '../../journal/postgres/postgres-claim.ts'
import { insertRun, updateOwner } from '../../journal/postgres/postgres-journal.ts'
import {
  appendEvent,
  writing,
  type PostgresScope,
  type Writing,
} from '../../journal/postgres/postgres-scope.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import { runStatus } from '../../run/run-summary.ts'
import type { JobQueue } from './job-queue.ts'

/** Where the state of carried runs is kept and their jobs go. */
export interface Carrier {
  readonly scope: PostgresScope
  readonly queue: JobQueue
}

/** A run to carry. */
export interface CarriedRun {
  readonly run: NewRun
  readonly plan: Plan
  readonly timeZone?: string
}

/**
 * Starts or continues a run whose steps are carried to workers: its records, the state of its graph and the jobs of its
 * first steps, all or nothing. False when somebody else was quicker.
 */
export function beginRun(
  { scope, queue }: Carrier,
  carried: CarriedRun,
  previous: { readonly owner: Owner | undefined } | undefined,
): Promise<boolean> {
  const { run } = carried
  return writing(scope, async writes => {
    const begun = previous === undefined ? insertRun(writes, run) : updateOwner(writes, run, previous.owner)
    if (!(await begun)) return false
    await insertGraph(writes, carried)
    const roots = carried.plan.steps.filter(({ needs }) => needs.length === 0).map(({ name }) => name)
    await dispatch(writes.tx, queue, run.id, roots)
    if (carried.plan.steps.length === 0) await finishRun(writes, run.id, 'succeeded')
    return true
  })
}

async function insertGraph({ tx }: Writing, { run, plan, timeZone }: CarriedRun): Promise<void> {
  const edges = plan.steps.flatMap(({ name, needs }) => needs.map(need => ({ need, name })))
  await tx.run('DELETE FROM carried_steps WHERE run = $1', [run.id])
  await tx.run('DELETE FROM carried_edges WHERE run = $1', [run.id])
  await tx.run(
    `INSERT INTO carried_runs (run, open, time_zone) VALUES ($1, $2, $3) ON CONFLICT (run)
     DO UPDATE SET open = excluded.open, time_zone = excluded.time_zone, cancelled = false`,
    [run.id, plan.steps.length, timeZone ?? null],
  )
  await tx.run(
    `INSERT INTO carried_steps (run, name, needs, unmet)
     SELECT $1, s.name, coalesce(array_agg(e.need) FILTER (WHERE e.need IS NOT NULL), '{}'), count(e.need)
     FROM unnest($2::text[]) AS s (name) LEFT JOIN unnest($3::text[], $4::text[]) AS e (need, step) ON e.step = s.name
     GROUP BY s.name`,
    [
      run.id,
      plan.steps.map(({ name }) => name),
      edges.map(({ need }) => need),
      edges.map(({ name }) => name),
    ],
  )
  await tx.run(
    'INSERT INTO carried_edges (run, need, step) SELECT $1, * FROM unnest($2::text[], $3::text[])',
    [run.id, edges.map(({ need }) => need), edges.map(({ name }) => name)],
  )
}

/** Sends steps whose needs have all finished to the workers. */
export async function dispatch(
  tx: Queries,
  queue: JobQueue,
  run: string,
  steps: readonly string[],
): Promise<void> {
  if (steps.length === 0) return
  const jobs = steps.map(step => ({ id: randomUUID(), run, step }))
  await tx.run(
    `UPDATE carried_steps c SET job = j.job, token = NULL
     FROM unnest($2::uuid[], $3::text[]) AS j (job, name) WHERE c.run = $1 AND c.name = j.name`,
    [run, jobs.map(({ id }) => id), steps],
  )
  await queue.dispatch(tx, jobs)
}

/** Whoever changes which steps of a run have ended holds this lock, so that one of them sees that it was the last. */
export async function lockRun(tx: Queries, run: string): Promise<void> {
  await tx.run('SELECT 1 FROM carried_runs WHERE run = $1 FOR NO KEY UPDATE', [run])
}

const unstarted = { attempts: 0, seconds: 0, checks: [], metrics: [] }

/** Records that steps which have not started will not. */
export async function endUnstarted(
  writes: Writing,
  run: string,
  steps: readonly string[],
  status: 'skipped' | 'cancelled',
): Promise<void> {
  if (steps.length === 0) return
  const { tx, at } = writes
  await tx.run(
    `UPDATE steps SET status = $1, attempts = 0, seconds = 0 WHERE run = $2 AND name = ANY($3::text[])`,
    [status, run, steps],
  )
  await tx.run(
    `INSERT INTO events (run, step, attempt, kind, at, data)
     SELECT $1, name, 0, 'step-finished', $2, $3 FROM unnest($4::text[]) AS given (name)`,
    [run, at, JSON.stringify({ status, ...unstarted }), steps],
  )
}

/** Counts ended steps; after the last one the run is over. */
export async function countEnded(writes: Writing, run: string, ended: number): Promise<void> {
  const { tx } = writes
  const row = await tx.get<{ open: number }>(
    'UPDATE carried_runs SET open = open - $1 WHERE run = $2 RETURNING open',
    [ended, run],
  )
  if (row?.open !== 0) return
  const statuses = await tx.all<{ status: RunStatus }>('SELECT DISTINCT status FROM steps WHERE run = $1', [
    run,
  ])
  writes.crashPoint('run-finishing')
  await finishRun(writes, run, runStatus(statuses.map(({ status }) => status as never)))
}

/** Cancels a run: what has not started ends at once; workers stop what runs when they look next. */
export async function cancelRun({ scope, queue }: Carrier, run: string, who: string): Promise<void> {
  await writing(scope, async writes => {
    const { tx } = writes
    await lockRun(tx, run)
    const changed = await tx.run(
      'UPDATE carried_runs SET cancelled = true WHERE run = $1 AND open > 0 AND NOT cancelled',
      [run],
    )
    if (changed === 0) return
    await appendEvent(writes, run, { kind: 'run-cancelling', data: { who } })
    const waiting = await tx.all<{ name: string; job: string | null }>(
      `SELECT s.name, c.job FROM steps s JOIN carried_steps c ON c.run = s.run AND c.name = s.name
       WHERE s.run = $1 AND s.status = 'waiting' AND c.token IS NULL ORDER BY s.position FOR UPDATE OF c`,
      [run],
    )
    await queue.remove(
      tx,
      waiting.flatMap(({ job }) => job ?? []),
    )
    await endUnstarted(
      writes,
      run,
      waiting.map(({ name }) => name),
      'cancelled',
    )
    await countEnded(writes, run, waiting.length)
  })
}
