import { randomUUID } from 'node:crypto'
import type { Plan } from '@sluice/core'
import type { NewRun, Owner } from '../../journal/journal.ts'
import { finishRun } from '../../journal/postgres/postgres-claim.ts'
import { insertRun, updateOwner } from '../../journal/postgres/postgres-journal.ts'
import {
  appendEvent,
  writing,
  type PostgresScope,
  type Writing,
} from '../../journal/postgres/postgres-scope.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import type { ResourceLimits } from '../resource-limits.ts'
import type { JobQueue, StepJob } from './job-queue.ts'
import { askForTurns, endTurns, giveTurns, writeLimits } from './resource-turns.ts'

/** Where the state of carried runs is kept and their jobs go. */
export interface Carrier {
  readonly scope: PostgresScope
  readonly queue: JobQueue
  /** Tells waiting workers that there are jobs. */
  readonly ring: () => void
  /** Of what steps name in `limits.resources`; of a process that begins runs. */
  readonly resources?: ResourceLimits
}

/** A run to carry. */
export interface CarriedRun {
  readonly run: NewRun
  readonly plan: Plan
  readonly timeZone?: string
  readonly priority?: number
}

/**
 * Starts or continues a run whose steps are carried to workers: its records, the state of its graph and the jobs of its
 * first steps, all or nothing. False when somebody else was quicker.
 */
export async function beginRun(
  { scope, queue, ring, resources = {} }: Carrier,
  carried: CarriedRun,
  previous: { readonly owner: Owner | undefined } | undefined,
): Promise<boolean> {
  const { run } = carried
  const done = await writing(scope, async writes => {
    const begun = previous === undefined ? insertRun(writes, run) : updateOwner(writes, run, previous.owner)
    if (!(await begun)) return false
    if (previous !== undefined) await removeGraph(writes, run.id)
    await queue.dispatch(writes.tx, await insertGraph(writes, carried))
    await writeLimits(writes.tx, resources)
    const first = firstToShare(carried.plan).map(step => ({ run: run.id, step }))
    await askForTurns(writes, first)
    if (first.length > 0) await queue.dispatch(writes.tx, await giveTurns(writes))
    if (carried.plan.steps.length === 0) await finishRun(writes, run.id, 'succeeded')
    return true
  })
  if (done) ring()
  return done
}

/** The steps that need nothing but what others use too. */
function firstToShare({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ name, needs, step }) =>
    needs.length === 0 && (step.definition.limits?.resources ?? []).length > 0 ? [name] : [],
  )
}

async function removeGraph({ tx }: Writing, run: string): Promise<void> {
  await endTurns(tx, run)
  for (const table of ['carried_steps', 'carried_edges']) {
    await tx.run(`DELETE FROM ${table} WHERE run = $1`, [run])
  }
}

/** Writes the state of a graph of which nothing has begun; returns jobs for the steps that need nothing. */
async function insertGraph(
  { tx }: Writing,
  { run, plan, timeZone, priority = 0 }: CarriedRun,
): Promise<readonly StepJob[]> {
  const steps = plan.steps.map(({ name, needs, step }) => {
    const { resources = [] } = step.definition.limits ?? {}
    const starts = needs.length === 0 && resources.length === 0
    return { name, needs, resources, job: starts ? randomUUID() : null }
  })
  await tx.run(
    `WITH given AS (
       SELECT name, ARRAY(SELECT json_array_elements_text(needs)) AS needs, job,
         NULLIF(ARRAY(SELECT json_array_elements_text(resources)), '{}') AS resources
       FROM json_to_recordset($1::json) AS g (name text, needs json, job uuid, resources json)),
     counted AS (
       INSERT INTO carried_runs (run, open, time_zone, priority) SELECT $2, count(*), $3::text, $4::integer FROM given
       ON CONFLICT (run) DO UPDATE SET open = excluded.open, time_zone = excluded.time_zone, priority = excluded.priority,
         cancelled = false),
     placed AS (
       INSERT INTO carried_steps (run, name, needs, unmet, job, resources)
       SELECT $2, name, needs, cardinality(needs), job, resources FROM given)
     INSERT INTO carried_edges (run, need, step) SELECT $2, need, name FROM given, unnest(needs) AS n (need)`,
    [JSON.stringify(steps), run.id, timeZone ?? null, priority],
  )
  return steps.flatMap(({ name, job }) => (job === null ? [] : [{ id: job, run: run.id, step: name }]))
}

/** Whoever changes which steps of a run have ended holds this lock, so that one of them sees that it was the last. */
export async function lockRuns(tx: Queries, runs: readonly string[]): Promise<void> {
  await tx.run('SELECT 1 FROM carried_runs WHERE run = ANY($1::text[]) ORDER BY run FOR NO KEY UPDATE', [
    runs,
  ])
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

/** A step of an element may fail where its map went on without it; the names are those of `elementName`. */
const tolerated = `(strpos(name, '[') > 0 AND EXISTS (
  SELECT 1 FROM steps m WHERE m.run = s.run AND m.name = substring(s.name FROM '^([^[]+)\\[.+\\]')
    AND m.status IN ('succeeded', 'memoised')))`

/** Counts ended steps by run; after its last one a run is over, and is what its steps have become. */
export async function countEnded(writes: Writing, ended: ReadonlyMap<string, number>): Promise<void> {
  const { tx, at } = writes
  const counted = await tx.all<{ run: string; open: number }>(
    `UPDATE carried_runs r SET open = r.open - g.ended FROM unnest($1::text[], $2::integer[]) AS g (run, ended)
     WHERE r.run = g.run RETURNING r.run, r.open`,
    [[...ended.keys()], [...ended.values()]],
  )
  const over = counted.filter(({ open }) => open === 0).map(({ run }) => run)
  if (over.length === 0) return
  writes.crashPoint('run-finishing')
  await tx.run(
    `WITH over AS (
       SELECT run, CASE WHEN bool_or(status = 'cancelled') THEN 'cancelled' WHEN bool_or(status = 'failed' AND NOT tolerated) THEN 'failed'
         WHEN bool_or(status = 'blocked' AND NOT tolerated) THEN 'blocked' ELSE 'succeeded' END AS status
       FROM (SELECT run, status, ${tolerated} AS tolerated FROM steps s WHERE run = ANY($1::text[])) s GROUP BY run),
     given_up AS (
       UPDATE runs r SET status = over.status, finished_at = $2, owner = NULL, owner_id = NULL, heard_at = NULL
       FROM over WHERE r.id = over.run)
     INSERT INTO events (run, kind, at, data)
     SELECT run, 'run-finished', $2::timestamptz, json_build_object('status', status) FROM over`,
    [over, at],
  )
}

/**
 * Cancels a run: what has not started ends at once; workers stop what runs when they look next. False when it was
 * cancelled before, or no step of it is open.
 */
export function cancelRun(
  { scope, queue }: Carrier,
  run: string,
  { who, why }: { readonly who: string; readonly why?: string },
): Promise<boolean> {
  return writing(scope, async writes => {
    const { tx } = writes
    await lockRuns(tx, [run])
    const changed = await tx.run(
      'UPDATE carried_runs SET cancelled = true WHERE run = $1 AND open > 0 AND NOT cancelled',
      [run],
    )
    if (changed === 0) return false
    const data = { who, ...(why !== undefined && { why }) }
    await appendEvent(writes, run, { kind: 'run-cancelling', data })
    // Without its job a worker that is just taking the step does not get it.
    const waiting = await tx.all<{ name: string; job: string | null }>(
      `WITH waiting AS (
         SELECT c.name, c.job, s.position FROM steps s JOIN carried_steps c ON c.run = s.run AND c.name = s.name
         WHERE s.run = $1 AND s.status = 'waiting' AND c.token IS NULL FOR UPDATE OF c),
       dropped AS (UPDATE carried_steps c SET job = NULL FROM waiting w WHERE c.run = $1 AND c.name = w.name)
       SELECT name, job FROM waiting ORDER BY position`,
      [run],
    )
    const names = waiting.map(({ name }) => name)
    await queue.remove(
      tx,
      waiting.flatMap(({ job }) => job ?? []),
    )
    await endUnstarted(writes, run, names, 'cancelled')
    if (await endTurns(tx, run, names)) await queue.dispatch(tx, await giveTurns(writes))
    await countEnded(writes, new Map([[run, names.length]]))
    return true
  })
}

/** How long the state of a finished run's graph is kept: alerts about its steps may still be on their way. */
const keptMs = 24 * 60 * 60_000

/** Removes the state of graphs whose runs finished long ago; what happened in them is in the journal. */
export async function forgetGraphs({ scope }: Pick<Carrier, 'scope'>): Promise<void> {
  await writing(scope, async ({ tx, at }) => {
    await tx.run(
      `WITH over AS (
         DELETE FROM carried_runs c USING runs r
         WHERE c.open = 0 AND r.id = c.run AND r.finished_at < $1 RETURNING c.run),
       steps AS (DELETE FROM carried_steps s USING over WHERE s.run = over.run)
       DELETE FROM carried_edges e USING over WHERE e.run = over.run`,
      [new Date(at.getTime() - keptMs)],
    )
  })
}
