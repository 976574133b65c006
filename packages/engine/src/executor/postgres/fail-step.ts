import type { Decision } from '../../control/step-mark.ts'
import type { ErrorRecord } from '../../journal/journal.ts'
import { appendEvent, cleanText, writing, type Writing } from '../../journal/postgres/postgres-scope.ts'
import { countEnded, endUnstarted, lockRuns, type Carrier } from './carried-run.ts'
import { nowReady } from './ready-steps.ts'

/** A step of a running run that somebody wants to have failed. */
export interface FailingStep {
  readonly run: string
  readonly step: string
  readonly error: ErrorRecord
  readonly decision: Decision
}

interface OpenStep {
  readonly name: string
  readonly job: string | null
}

/**
 * Ends a running or finished step as failed, whatever its worker makes of it; its work is not finished work any more,
 * and what needs it and has not ended is skipped. False when the step is something else by now, or the run has ended.
 */
export function failStep({ scope, queue }: Carrier, failing: FailingStep): Promise<boolean> {
  const { run, step } = failing
  return writing(scope, async writes => {
    const { tx } = writes
    await lockRuns(tx, [run])
    const [before] = await tx.all<{ status: string; job: string | null }>(
      `SELECT s.status, c.job FROM runs r JOIN carried_steps c ON c.run = r.id AND c.name = $2
       JOIN steps s ON s.run = r.id AND s.name = $2 WHERE r.id = $1 AND r.status = 'running' FOR UPDATE OF c, s`,
      [run, step],
    )
    if (before === undefined || !['running', 'succeeded', 'memoised'].includes(before.status)) return false
    await writeFailure(writes, failing)
    const dependents = await openDependents(writes, run, step)
    // Who has a token may write about the step: from here on nobody may.
    await tx.run(
      'UPDATE carried_steps SET token = NULL, job = NULL WHERE run = $1 AND name = ANY($2::text[])',
      [run, [step, ...dependents.map(({ name }) => name)]],
    )
    await queue.remove(
      tx,
      [before, ...dependents].flatMap(({ job }) => job ?? []),
    )
    await endUnstarted(
      writes,
      run,
      dependents.map(({ name }) => name),
      'skipped',
    )
    const ended = [...(before.status === 'running' ? [{ name: step }] : []), ...dependents]
    await queue.dispatch(
      tx,
      await nowReady(
        writes,
        ended.map(({ name }) => ({ run, step: name, good: false })),
      ),
    )
    writes.crashPoint('step-failing')
    await countEnded(writes, new Map([[run, ended.length]]))
    return true
  })
}

async function writeFailure(writes: Writing, { run, step, error, decision }: FailingStep): Promise<void> {
  const { tx } = writes
  await tx.run('DELETE FROM outputs WHERE key IN (SELECT key FROM steps WHERE run = $1 AND name = $2)', [
    run,
    step,
  ])
  await tx.run(`UPDATE steps SET status = 'failed', error = $1, output = NULL WHERE run = $2 AND name = $3`, [
    cleanText(writes, error),
    run,
    step,
  ])
  const data = { who: decision.who, why: decision.why, error: { ...error } }
  await appendEvent(writes, run, { step, kind: 'step-marked-failed', data })
}

/** Every step that needs this one, directly or not, and has not ended. */
function openDependents({ tx }: Writing, run: string, step: string): Promise<readonly OpenStep[]> {
  return tx.all<OpenStep>(
    `WITH RECURSIVE dependents AS (
       SELECT step FROM carried_edges WHERE run = $1 AND need = $2 AND NOT for_end_only
       UNION SELECT e.step FROM carried_edges e JOIN dependents d ON e.need = d.step
       WHERE e.run = $1 AND NOT e.for_end_only)
     SELECT c.name, c.job FROM dependents d JOIN carried_steps c ON c.run = $1 AND c.name = d.step
     JOIN steps s ON s.run = $1 AND s.name = d.step WHERE s.status IN ('waiting', 'running')
     ORDER BY s.position FOR UPDATE OF c`,
    [run, step],
  )
}
