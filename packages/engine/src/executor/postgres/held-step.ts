import type { Json } from '@sluice/core'
import { StepLost } from '../../errors/step-lost.ts'
import type { Claim, RunRecord, StepEnd, StepStatus } from '../../journal/journal.ts'
import { runOf, type RunRow } from '../../journal/journal-rows.ts'
import {
  appendEvent,
  writing,
  type PostgresScope,
  type Writing,
} from '../../journal/postgres/postgres-scope.ts'
import { endStep, noteAlert, noteSent, startStep } from '../../journal/postgres/step-writes.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import { countEnded, dispatch, endUnstarted, lockRun, type Carrier } from './carried-run.ts'
import type { StepJob } from './job-queue.ts'

/** A step that this worker has: the token is the right to write about it. */
export interface HeldStep {
  readonly run: RunRecord
  readonly step: string
  readonly job: string
  readonly token: string
  readonly needs: readonly string[]
  /** What it had become when it was taken: more than `waiting` after an earlier worker was lost. */
  readonly status: StepStatus
  /** How many workers were lost with it. */
  readonly lost: number
  readonly cancelled: boolean
  readonly timeZone?: string
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
}

/**
 * Takes the steps of jobs: from here on nobody who had one before can write about it. Jobs that belong to no step any
 * more are removed.
 */
export async function holdSteps(
  { scope, queue }: Carrier,
  jobs: readonly StepJob[],
  worker: string,
): Promise<readonly HeldStep[]> {
  return writing(scope, async ({ tx }) => {
    const rows = await tx.all<Row>(
      `UPDATE carried_steps c SET token = gen_random_uuid(), worker = $4, lost = c.lost + (c.token IS NOT NULL)::int
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS j (job, run, name), steps s, carried_runs r
       WHERE c.run = j.run AND c.name = j.name AND c.job = j.job AND s.run = j.run AND s.name = j.name AND r.run = j.run
       RETURNING c.job, c.run, c.name, c.token, c.needs, c.lost, s.status, r.cancelled, r.time_zone`,
      [jobs.map(({ id }) => id), jobs.map(({ run }) => run), jobs.map(({ step }) => step), worker],
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
  const needs = rows.flatMap(({ run, needs: names }) => names.map(name => ({ run, name })))
  const outputs =
    needs.length === 0
      ? []
      : await tx.all<{ run: string; name: string; output: string | null }>(
          `SELECT s.run, s.name, s.output FROM steps s
           JOIN (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS n (run, name) ON n.run = s.run AND n.name = s.name`,
          [needs.map(({ run }) => run), needs.map(({ name }) => name)],
        )
  return rows.map(row => {
    const own = outputs.filter(
      ({ run, name, output }) => output !== null && run === row.run && row.needs.includes(name),
    )
    return {
      run: records.get(row.run) as RunRecord,
      step: row.name,
      job: row.job,
      token: row.token,
      needs: row.needs,
      status: row.status,
      lost: row.lost,
      cancelled: row.cancelled,
      ...(row.time_zone !== null && { timeZone: row.time_zone }),
      outputs: new Map(own.map(({ name, output }) => [name, JSON.parse(output as string) as Json])),
    }
  })
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
    throw new Error('a worker ends steps with settleStep and runs not at all')
  }
  return {
    startStep: (step, attempt) => write(writes => startStep(writes, run, step, attempt)),
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

/**
 * Records the end of a held step with everything that follows from it, all or nothing: steps that may start now are
 * sent to the workers, steps that never can are skipped, after the last one the run is over. `keepJob`: something is
 * left to do, which another worker does when this one dies.
 *
 * @throws StepLost
 */
export async function settleStep(
  { scope, queue }: Carrier,
  held: HeldStep,
  end: StepEnd,
  { keepJob }: { readonly keepJob: boolean },
): Promise<void> {
  const run = held.run.id
  await writing(scope, async writes => {
    const { tx } = writes
    await lockRun(tx, run)
    await assertHeld(tx, held)
    await endStep(writes, run, end)
    const good = end.status === 'succeeded' || end.status === 'memoised'
    if (good) await dispatch(tx, queue, run, await nowReady(tx, run, held.step))
    const skipped = good ? [] : await dependentsOf(tx, run, held.step)
    await endUnstarted(writes, run, skipped, 'skipped')
    if (!keepJob) await queue.remove(tx, [held.job])
    writes.crashPoint('step-committing')
    await countEnded(writes, run, 1 + skipped.length)
  })
}

/** Counts a finished step down in those that need it; returns those that need nothing more and may start. */
async function nowReady(tx: Queries, run: string, step: string): Promise<readonly string[]> {
  const rows = await tx.all<{ name: string; ready: boolean }>(
    `UPDATE carried_steps c SET unmet = c.unmet - 1 FROM carried_edges e, steps s
     WHERE e.run = $1 AND e.need = $2 AND c.run = $1 AND c.name = e.step AND s.run = $1 AND s.name = e.step
     RETURNING c.name, c.unmet = 0 AND s.status = 'waiting' AS ready`,
    [run, step],
  )
  return rows.filter(({ ready }) => ready).map(({ name }) => name)
}

/** The steps that need this one, directly or not, and have not been ended already. */
async function dependentsOf(tx: Queries, run: string, step: string): Promise<readonly string[]> {
  const rows = await tx.all<{ name: string }>(
    `WITH RECURSIVE dependents AS (
       SELECT step FROM carried_edges WHERE run = $1 AND need = $2
       UNION SELECT e.step FROM carried_edges e JOIN dependents d ON e.need = d.step WHERE e.run = $1)
     SELECT s.name FROM steps s JOIN dependents d ON d.step = s.name
     WHERE s.run = $1 AND s.status = 'waiting' ORDER BY s.position`,
    [run, step],
  )
  return rows.map(({ name }) => name)
}

/** Removes the job of a held step whose end is recorded and has nothing left to do. */
export async function letGo({ scope, queue }: Carrier, held: HeldStep): Promise<void> {
  await scope.db.transaction(tx => queue.remove(tx, [held.job]))
}

/** Gives a held step back, for another worker to begin it anew. */
export async function giveBack({ scope, queue }: Carrier, held: HeldStep): Promise<void> {
  await writing(scope, async writes => {
    const { tx } = writes
    await assertHeld(tx, held)
    await queue.remove(tx, [held.job])
    await dispatch(tx, queue, held.run.id, [held.step])
    await appendEvent(writes, held.run.id, { step: held.step, kind: 'step-returned', data: {} })
  })
}
