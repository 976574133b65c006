import { markRow, type StepMark } from '../../control/step-mark.ts'
import type { PostgresDatabase } from '../../postgres/postgres-database.ts'
import type { Claim, NewRun, Owner, RunJournal } from '../journal.ts'
import { plainJson } from '../plain-json.ts'
import type { JournalOptions } from '../sqlite-journal.ts'
import { postgresClaim } from './postgres-claim.ts'
import { postgresReads } from './postgres-reads.ts'
import { appendEvent, cleanText, writing, type PostgresScope, type Writing } from './postgres-scope.ts'

/** What writing to the journal in this database needs. */
export function postgresScope(db: PostgresDatabase, options: JournalOptions): PostgresScope {
  const { now, redact, crashPoint = () => undefined } = options
  return { db, now, clean: value => plainJson(value, redact), crashPoint }
}

/** The journal in PostgreSQL, in a database that was migrated. */
export function postgresJournal(scope: PostgresScope): RunJournal {
  const claimed = (run: NewRun, work: (writes: Writing) => Promise<boolean>): Promise<Claim | undefined> =>
    writing(scope, work).then(done => (done ? postgresClaim(scope, run.id, run.owner.id) : undefined))
  return {
    start: run => claimed(run, writes => insertRun(writes, run)),
    takeOver: (run, previous) => claimed(run, writes => updateOwner(writes, run, previous)),
    interrupt: (run, owner) => writing(scope, writes => interrupt(writes, run, owner)),
    ...postgresReads(scope.db),
  }
}

/** Starts a run, its steps waiting; false when the same pipeline, deployment and instant is running already. */
export async function insertRun(writes: Writing, run: NewRun): Promise<boolean> {
  const { id, pipeline, deployment, label, asOf, intervalStart, params, startedAt, owner, who } = run
  const inserted = await writes.tx.run(
    `INSERT INTO runs (id, pipeline, deployment, label, as_of, interval_start, params, status, started_at, who, owner,
       owner_id, heard_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
    [
      id,
      pipeline,
      deployment,
      label ?? null,
      asOf,
      intervalStart ?? null,
      cleanText(writes, params),
      startedAt,
      who,
      cleanText(writes, owner),
      owner.id,
      writes.at,
    ],
  )
  if (inserted === 0) return false
  await beginSteps(writes, run, 'run-started')
  return true
}

/** Makes an unfinished run this owner's, its steps waiting; false when its owner is no longer `previous`. */
export async function updateOwner(
  writes: Writing,
  run: NewRun,
  previous: Owner | undefined,
): Promise<boolean> {
  const { id, label, params, owner, pipeline, deployment, asOf } = run
  const taken = await writes.tx.run(
    `UPDATE runs SET status = 'running', owner = $1, owner_id = $2, heard_at = $3, label = $4, params = $5,
       finished_at = NULL
     WHERE id = $6 AND owner_id IS NOT DISTINCT FROM $7 AND status <> 'succeeded' AND NOT EXISTS (
       SELECT 1 FROM runs WHERE pipeline = $8 AND deployment = $9 AND as_of = $10 AND status = 'running' AND id <> $6)`,
    [
      cleanText(writes, owner),
      owner.id,
      writes.at,
      label ?? null,
      cleanText(writes, params),
      id,
      previous?.id ?? null,
      pipeline,
      deployment,
      asOf,
    ],
  )
  if (taken === 0) return false
  for (const table of ['steps', 'check_results', 'metrics']) {
    await writes.tx.run(`DELETE FROM ${table} WHERE run = $1`, [id])
  }
  await beginSteps(writes, run, 'run-continued')
  return true
}

async function beginSteps(writes: Writing, run: NewRun, kind: string): Promise<void> {
  const { id, steps, who, owner, marks = [], because } = run
  const { tx } = writes
  await tx.run(
    `INSERT INTO steps (run, name, position, status)
     SELECT $1, name, position - 1, 'waiting' FROM unnest($2::text[]) WITH ORDINALITY AS given (name, position)`,
    [id, steps],
  )
  for (const mark of marks) await insertMark(writes, id, mark)
  const data = { who, steps, host: owner.host, pid: owner.pid, ...(because && { because: { ...because } }) }
  await appendEvent(writes, id, { kind, data })
}

async function insertMark({ tx, clean }: Writing, run: string, mark: StepMark): Promise<void> {
  const { step, kind, data, who, why } = markRow(mark, text => clean(text) as string)
  await tx.run(
    `INSERT INTO step_marks (run, step, kind, data, who, why) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (run, step) DO UPDATE SET kind = excluded.kind, data = excluded.data, who = excluded.who,
       why = excluded.why`,
    [run, step, kind, data, who, why],
  )
}

async function interrupt(writes: Writing, run: string, owner: Owner): Promise<boolean> {
  const { tx } = writes
  const changed = await tx.run(
    `UPDATE runs SET status = 'interrupted', owner = NULL, owner_id = NULL, heard_at = NULL
     WHERE id = $1 AND owner_id = $2 AND status = 'running'`,
    [run, owner.id],
  )
  if (changed === 0) return false
  await tx.run(`UPDATE steps SET status = 'waiting' WHERE run = $1 AND status = 'running'`, [run])
  await appendEvent(writes, run, { kind: 'run-interrupted', data: { host: owner.host, pid: owner.pid } })
  return true
}
