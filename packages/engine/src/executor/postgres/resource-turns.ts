import { admit, type Limit, type StartedItem, type WaitingItem } from '@sluice/core'
import type { Writing } from '../../journal/postgres/postgres-scope.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import type { ResourceLimits } from '../resource-limits.ts'
import { assignJobs } from './assign-jobs.ts'
import type { StepJob } from './job-queue.ts'

type StepName = Omit<StepJob, 'id'>

/** The limits as the newest run knows them; they hold for all steps from here on. */
export async function writeLimits(tx: Queries, limits: ResourceLimits): Promise<void> {
  const names = Object.keys(limits).toSorted()
  if (names.length === 0) return
  await tx.run(
    `INSERT INTO resource_limits (name, at_once)
     SELECT * FROM unnest($1::text[], $2::integer[]) AS g (name, at_once)
     WHERE NOT EXISTS (SELECT 1 FROM resource_limits l WHERE l.name = g.name AND l.at_once = g.at_once)
     ON CONFLICT (name) DO UPDATE SET at_once = excluded.at_once`,
    [names, names.map(name => limits[name])],
  )
}

/** Puts steps that may start in line for what they use; they get a job when they get it. */
export async function askForTurns({ tx, at }: Writing, steps: readonly StepName[]): Promise<void> {
  if (steps.length === 0) return
  await tx.run(
    `INSERT INTO resource_turns (run, step, client, priority, resources, asked_at)
     SELECT c.run, c.name, r.deployment, q.priority, c.resources, $3
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (run, step, position)
     JOIN carried_steps c ON c.run = g.run AND c.name = g.step JOIN carried_runs q ON q.run = g.run
     JOIN runs r ON r.id = g.run ORDER BY g.position
     ON CONFLICT DO NOTHING`,
    [steps.map(({ run }) => run), steps.map(({ step }) => step), at],
  )
}

/** Lets go of what steps have that have ended, and of their places in line; true when there was any. */
export async function endTurns(tx: Queries, run: string, steps?: readonly string[]): Promise<boolean> {
  const ended = await tx.run(
    'DELETE FROM resource_turns WHERE run = $1 AND ($2::text[] IS NULL OR step = ANY($2::text[]))',
    [run, steps ?? null],
  )
  return ended > 0
}

interface TurnRow {
  readonly id: string
  readonly run: string
  readonly step: string
  readonly client: string
  readonly priority: number
  readonly resources: readonly string[]
  readonly asked_at: Date
  readonly taken_at: Date | null
}

/**
 * Gives free turns to steps that wait for them: greater priority first, then the client that has the fewest. Whoever
 * changes who waits or who has one calls this afterwards, in the same transaction. The turn goes with the step's job, from
 * worker to worker when one dies, until the step ends.
 */
export async function giveTurns({ tx, at }: Writing): Promise<readonly StepJob[]> {
  // One after the other, each seeing what those before have given.
  await tx.run(`SELECT pg_advisory_xact_lock(hashtextextended('sluice resources ' || current_schema(), 0))`)
  const known = await limitsIn(tx)
  const rows = await turns(tx, Math.max(1, ...Object.values(known).map(({ atOnce = 1 }) => atOnce)))
  const waiting = rows.filter(({ taken_at }) => taken_at === null)
  if (waiting.length === 0) return []
  // What only a step of an element names could not be asked for when the run began.
  const unknown = rows.flatMap(({ resources }) => resources.map(name => [name, { atOnce: 1 }] as const))
  const limits = { ...Object.fromEntries(unknown), ...known }
  const started = [...rows.filter(({ taken_at }) => taken_at !== null).map(startedOf), ...(await served(tx))]
  const { admitted } = admit({ waiting: waiting.map(waitingOf), started, limits, now: at })
  const chosen = new Map(waiting.map(row => [row.id, row]))
  const steps = await lockWaiting(
    tx,
    admitted.flatMap(id => chosen.get(id.trim()) ?? []),
  )
  await take(tx, steps, at)
  return assignJobs(tx, steps)
}

async function limitsIn(tx: Queries): Promise<Readonly<Record<string, Limit>>> {
  const rows = await tx.all<{ name: string; at_once: number }>('SELECT name, at_once FROM resource_limits')
  return Object.fromEntries(rows.map(({ name, at_once }) => [name, { atOnce: at_once }]))
}

/** Steps that have a turn, and of those that wait as many of each client as could get one. */
function turns(tx: Queries, atMost: number): Promise<readonly TurnRow[]> {
  return tx.all<TurnRow>(
    `SELECT id::text AS id, run, step, client, priority, resources, asked_at, taken_at FROM (
       SELECT *, row_number() OVER (PARTITION BY client, resources, taken_at IS NULL ORDER BY priority DESC, id) AS place
       FROM resource_turns) t
     WHERE taken_at IS NOT NULL OR place <= $1`,
    [atMost],
  )
}

/** When each client got its last turn: the one for which that is longest ago goes first. */
async function served(tx: Queries): Promise<readonly StartedItem[]> {
  const rows = await tx.all<{ client: string; at: Date }>('SELECT client, at FROM resource_clients')
  return rows.map(({ client, at }) => ({ client, startedAt: at, running: false, scopes: [] }))
}

function startedOf({ client, resources, taken_at }: TurnRow): StartedItem {
  return { client, scopes: resources, startedAt: taken_at as Date, running: true }
}

function waitingOf({ id, client, priority, resources, asked_at }: TurnRow): WaitingItem {
  // Of those that asked at once, the first in the plan goes first.
  return { id: id.padStart(20), client, priority, since: asked_at, scopes: resources }
}

/** Those that still wait, and that nobody else is ending now: who does gives the turns anew. */
async function lockWaiting(tx: Queries, rows: readonly TurnRow[]): Promise<readonly StepName[]> {
  if (rows.length === 0) return []
  return tx.all<StepName>(
    `SELECT c.run, c.name AS step FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (run, step, position)
     JOIN carried_steps c ON c.run = g.run AND c.name = g.step JOIN steps s ON s.run = c.run AND s.name = c.name
     WHERE c.job IS NULL AND s.status = 'waiting' ORDER BY g.position FOR UPDATE OF c SKIP LOCKED`,
    [rows.map(({ run }) => run), rows.map(({ step }) => step)],
  )
}

async function take(tx: Queries, steps: readonly StepName[], at: Date): Promise<void> {
  if (steps.length === 0) return
  await tx.run(
    `WITH taken AS (
       UPDATE resource_turns t SET taken_at = $3 FROM unnest($1::text[], $2::text[]) AS g (run, step)
       WHERE t.run = g.run AND t.step = g.step RETURNING t.client)
     INSERT INTO resource_clients (client, at) SELECT DISTINCT client, $3::timestamptz FROM taken
     ON CONFLICT (client) DO UPDATE SET at = excluded.at`,
    [steps.map(({ run }) => run), steps.map(({ step }) => step), at],
  )
}
