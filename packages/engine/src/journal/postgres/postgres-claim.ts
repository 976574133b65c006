import { RunLost } from '../../errors/run-lost.ts'
import type { Claim, RunStatus } from '../journal.ts'
import { appendEvent, writing, type PostgresScope, type Writing } from './postgres-scope.ts'
import { endStep, noteAlert, noteSent, startStep } from './step-writes.ts'

/** The right to write to `run` of the owner with this id. */
export function postgresClaim(scope: PostgresScope, run: string, owner: string): Claim {
  // In one transaction with the write, and the row is locked: who has lost the run cannot write.
  const write = <T>(work: (writes: Writing) => Promise<T>): Promise<T> =>
    writing(scope, async writes => {
      const held = await writes.tx.get('SELECT 1 FROM runs WHERE id = $1 AND owner_id = $2 FOR UPDATE', [
        run,
        owner,
      ])
      if (held === undefined) throw new RunLost({ run })
      return work(writes)
    })
  return {
    startStep: (step, attempt) => write(at => startStep(at, run, step, attempt)),
    endStep: end =>
      write(async at => {
        await endStep(at, run, end)
        at.crashPoint('step-committing')
      }),
    record: event => write(at => appendEvent(at, run, event)),
    beat: () =>
      write(({ tx, at }) => tx.run('UPDATE runs SET heard_at = $1 WHERE id = $2', [at, run])).then(
        () => undefined,
      ),
    finish: status => write(at => finishRun(at, run, status)),
    noteAlert: dedupeKey => write(at => noteAlert(at, run, dedupeKey)),
    alertSent: (dedupeKey, sink, event) =>
      write(async at => {
        await noteSent(at, run, dedupeKey, sink)
        await appendEvent(at, run, event)
      }),
  }
}

/** Ends a run and gives it up. */
export async function finishRun(writes: Writing, run: string, status: RunStatus): Promise<void> {
  const { tx, at } = writes
  await tx.run(
    `UPDATE runs SET status = $1, finished_at = $2, owner = NULL, owner_id = NULL, heard_at = NULL WHERE id = $3`,
    [status, at, run],
  )
  await tx.run(`UPDATE steps SET status = 'waiting' WHERE run = $1 AND status = 'running'`, [run])
  await appendEvent(writes, run, { kind: 'run-finished', data: { status } })
}
