import type { Json } from '@sluice/core'
import { markOf, type MarkRow, type StepMark } from '../../control/step-mark.ts'
import { StepLost } from '../../errors/step-lost.ts'
import type { Claim, RunRecord, StepStatus } from '../../journal/journal.ts'
import { runOf, type RunRow } from '../../journal/journal-rows.ts'
import {
  appendEvent,
  writing,
  type PostgresScope,
  type Writing,
} from '../../journal/postgres/postgres-scope.ts'
import { noteAlert, noteSent, startStep } from '../../journal/postgres/step-writes.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import { assignJobs } from './assign-jobs.ts'
import type { Carrier } from './carried-run.ts'
import type { StepJob } from './job-queue.ts'

/** A step that this worker has: the token is the right to write about it. */
export interface HeldStep {
  readonly run: RunRecord
  readonly step: string
  readonly job: string
  readonly token: string
  readonly needs: readonly string[]
  /** What it had become before it was taken: more than `waiting` after an earlier worker was lost. */
  readonly status: StepStatus
  /** How many workers were lost with it. */
  readonly lost: number
  readonly cancelled: boolean
  readonly timeZone?: string
  /** What was decided about it. */
  readonly mark?: StepMark
  /** The outputs of the steps it needs. */
  readonly outputs: ReadonlyMap<string, Json>
}

interface Row {
  readonly job: string
  readonly run: string
  readonly name: string
  readonly token: string
  readonly needs: readonly string[]
  readonly status: StepStatus
  readonly lost: number
  readonly cancelled: boolean
  readonly time_zone: string | null
  readonly mark: string | null
}

/**
 * Takes the steps of jobs: from here on nobody who had one before can write about it. That an attempt begins is recorded
 * for all that can begin. Jobs that belong to no step any more are removed.
 */
export function holdSteps(
  { scope, queue }: Carrier,
  jobs: readonly StepJob[],
  worker: string,
): Promise<readonly HeldStep[]> {
  return writing(scope, async ({ tx, at }) => {
    const rows = await tx.all<Row>(
      `WITH held AS (
         UPDATE carried_steps c SET token = gen_random_uuid(), worker = $4, lost = c.lost + (c.token IS NOT NULL)::int
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS j (job, run, name), steps s, carried_runs r
         WHERE c.run = j.run AND c.name = j.name AND c.job = j.job AND s.run = j.run AND s.name = j.name
           AND r.run = j.run
         RETURNING c.job, c.run, c.name, c.token, c.needs, c.lost, s.status, r.cancelled, r.time_zone,
           (SELECT row_to_json(m) FROM step_marks m WHERE m.run = c.run
              AND (m.step = c.name OR (m.step = split_part(c.name, '[', 1) AND m.kind = 'anew'))
            ORDER BY m.step = c.name DESC LIMIT 1) AS mark),
       begun AS (
         UPDATE steps s SET status = 'running', attempts = 1, started_at = coalesce(s.started_at, $5) FROM held h
         WHERE s.run = h.run AND s.name = h.name AND s.status IN ('waiting', 'running') AND NOT h.cancelled
         RETURNING s.run, s.name),
       said AS (
         INSERT INTO events (run, step, attempt, kind, at, data)
         SELECT run, name, 1, 'step-started', $5, json_build_object('worker', $4::text) FROM begun)
       SELECT * FROM held`,
      [jobs.map(({ id }) => id), jobs.map(({ run }) => run), jobs.map(({ step }) => step), worker, at],
    )
    const held = new Set(rows.map(({ job }) => job))
    await queue.remove(
      tx,
      jobs.map(({ id }) => id).filter(id => !held.has(id)),
    )
    return withInputs(tx, rows)
  })
}

async function withInputs(tx: Queries, rows: readonly Row[]): Promise<readonly HeldStep[]> {
  if (rows.length === 0) return []
  const ids = [...new Set(rows.map(({ run }) => run))]
  const runs = await tx.all<RunRow>('SELECT * FROM runs WHERE id = ANY($1::text[])', [ids])
  const records = new Map(runs.map(row => [row.id, runOf(row)]))
  const outputs = await outputsOf(tx, rows)
  return rows.map(({ time_zone: timeZone, run, name, needs, mark, ...row }) => ({
    ...row,
    run: records.get(run) as RunRecord,
    step: name,
    needs,
    ...(timeZone !== null && { timeZone }),
    ...(mark !== null && { mark: markOf(JSON.parse(mark) as MarkRow) }),
    outputs: new Map(
      needs.flatMap(need => {
        const output = outputs.get(run)?.get(need)
        return output === undefined ? [] : [[need, JSON.parse(output) as Json] as const]
      }),
    ),
  }))
}

/** By run and step the outputs that any of the rows needs. */
async function outputsOf(
  tx: Queries,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const needs = rows.flatMap(({ run, needs: names }) => names.map(name => ({ run, name })))
  const found = new Map<string, Map<string, string>>()
  if (needs.length === 0) return found
  const outputs = await tx.all<{ run: string; name: string; output: string }>(
    `SELECT s.run, s.name, s.output FROM steps s
     JOIN (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS n (run, name) ON n.run = s.run AND n.name = s.name
     WHERE s.output IS NOT NULL`,
    [needs.map(({ run }) => run), needs.map(({ name }) => name)],
  )
  for (const { run, name, output } of outputs) {
    found.set(run, (found.get(run) ?? new Map<string, string>()).set(name, output))
  }
  return found
}

type Token = Pick<HeldStep, 'run' | 'step' | 'token'>

/** @throws StepLost when another worker has taken the step over */
async function assertHeld(tx: Queries, { run, step, token }: Token): Promise<void> {
  const held = await tx.get(
    'SELECT 1 FROM carried_steps WHERE run = $1 AND name = $2 AND token = $3 FOR UPDATE',
    [run.id, step, token],
  )
  if (held === undefined) throw new StepLost({ run: run.id, step })
}

/** The right to write about a held step. Every call is one transaction and fails with `StepLost` when it is lost. */
export function heldClaim(scope: PostgresScope, held: Token): Claim {
  const run = held.run.id
  const write = <T>(work: (writes: Writing) => Promise<T>): Promise<T> =>
    writing(scope, async writes => {
      await assertHeld(writes.tx, held)
      return work(writes)
    })
  const never = async () => {
    throw new Error('the end of a held step is settled, and its run is not this worker’s to end')
  }
  return {
    // The first attempt was recorded when the step was taken.
    startStep: async (step, attempt) => {
      if (attempt > 1) await write(writes => startStep(writes, run, step, attempt))
    },
    record: event => write(writes => appendEvent(writes, run, event)),
    noteAlert: dedupeKey => write(writes => noteAlert(writes, run, dedupeKey)),
    alertSent: (dedupeKey, sink, event) =>
      write(async writes => {
        await noteSent(writes, run, dedupeKey, sink)
        await appendEvent(writes, run, event)
      }),
    endStep: never,
    beat: async () => undefined,
    finish: never,
  }
}

/** Removes the job of a held step whose end is recorded and has nothing left to do. */
export async function letGo({ scope, queue }: Carrier, held: HeldStep): Promise<void> {
  await scope.db.transaction(tx => queue.remove(tx, [held.job]))
}

/** Gives a held step back, for another worker to begin it anew. */
export async function giveBack({ scope, queue, ring }: Carrier, held: HeldStep): Promise<void> {
  const { run, step, job } = held
  await writing(scope, async writes => {
    const { tx } = writes
    await assertHeld(tx, held)
    await queue.remove(tx, [job])
    await queue.dispatch(tx, await assignJobs(tx, [{ run: run.id, step }]))
    await appendEvent(writes, run.id, { step, kind: 'step-returned', data: {} })
  })
  ring()
}

/** True when somebody has marked a step of the run as failed since this worker had the step for the first time. */
export async function isDecided(
  { scope }: Pick<Carrier, 'scope'>,
  { run, step }: HeldStep,
  worker: string,
): Promise<boolean> {
  const found = await scope.db.get(
    `SELECT 1 FROM events WHERE run = $1 AND kind = 'step-marked-failed' AND id > (
       SELECT min(id) FROM events WHERE run = $1 AND step = $2 AND kind = 'step-started' AND data ->> 'worker' = $3)`,
    [run.id, step, worker],
  )
  return found !== undefined
}
