import type { StepEnd } from '../../journal/journal.ts'
import { plainJson } from '../../journal/plain-json.ts'
import { cleanText, writing, type Writing } from '../../journal/postgres/postgres-scope.ts'
import { insertChecks, insertMetrics, partsText } from '../../journal/postgres/step-writes.ts'
import { StepLost } from '../../errors/step-lost.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import { isGood } from '../../journal/step-end.ts'
import type { AddedSteps } from '../../plan/added-steps.ts'
import { countEnded, endUnstarted, lockRuns, type Carrier } from './carried-run.ts'
import { growGraph } from './grow-graph.ts'
import type { HeldStep } from './held-step.ts'
import { nowReady, type EndedStep } from './ready-steps.ts'

/** How a held step ended. */
export interface Settling {
  readonly held: HeldStep
  readonly end: StepEnd
  /** Something is left to do, which another worker does when this one dies. */
  readonly keepJob: boolean
  /** The steps that its output adds to the run. */
  readonly added?: AddedSteps
}

/**
 * Records the ends of held steps with everything that follows from them, all or nothing: steps that may start now are
 * sent to the workers, steps that never can are skipped, after its last one a run is over. Gives a `StepLost` for those
 * that another worker has taken over, of which nothing is written.
 */
export async function settleSteps(
  { scope, queue, ring }: Carrier,
  all: readonly Settling[],
): Promise<readonly (StepLost | undefined)[]> {
  const { results, started } = await writing(scope, async writes => {
    const { tx } = writes
    await lockRuns(
      tx,
      all.map(({ held }) => held.run.id),
    )
    const tokens = await heldTokens(
      tx,
      all.map(({ held }) => held),
    )
    const mine = all.filter(({ held }) => tokens.has(held.token))
    await writeEnds(writes, mine)
    const ended: EndedStep[] = []
    for (const { held, end, added } of mine) {
      const run = held.run.id
      if (added !== undefined) await growGraph(writes, run, added)
      const skipped = isGood(end) ? [] : await skipDependents(writes, run, held.step)
      ended.push({ run, step: held.step, good: isGood(end) })
      ended.push(...skipped.map(step => ({ run, step, good: false })))
    }
    const next = await nowReady(writes, ended)
    await queue.dispatch(tx, next)
    await queue.remove(
      tx,
      mine.filter(({ keepJob }) => !keepJob).map(({ held }) => held.job),
    )
    writes.crashPoint('step-committing')
    await countEnded(writes, countsOf(ended))
    return {
      results: all.map(({ held }) =>
        tokens.has(held.token) ? undefined : new StepLost({ run: held.run.id, step: held.step }),
      ),
      started: next.length,
    }
  })
  // This worker looks for as many by itself as it has ended.
  if (started > all.length) ring()
  return results
}

/** Those of the tokens that are valid, their steps locked until the end of the transaction. */
async function heldTokens(tx: Queries, held: readonly HeldStep[]): Promise<ReadonlySet<string>> {
  const rows = await tx.all<{ token: string }>(
    `SELECT c.token FROM carried_steps c
     JOIN unnest($1::text[], $2::text[], $3::uuid[]) AS h (run, name, token)
       ON c.run = h.run AND c.name = h.name AND c.token = h.token
     ORDER BY c.run, c.name FOR UPDATE OF c`,
    [held.map(({ run }) => run.id), held.map(({ step }) => step), held.map(({ token }) => token)],
  )
  return new Set(rows.map(({ token }) => token))
}

/** Writes records, finished work and events of ended steps; when their run began there were no checks and metrics. */
async function writeEnds(writes: Writing, settlings: readonly Settling[]): Promise<void> {
  if (settlings.length === 0) return
  const { tx, at } = writes
  await tx.run(
    `WITH given AS (
       SELECT * FROM json_to_recordset($1::json) AS g (run text, step text, status text, attempts integer,
         seconds double precision, key text, parts text, recipe text, output json, error json, checks json, metrics json, data json)),
     ended AS (
       UPDATE steps s SET status = g.status, attempts = g.attempts, seconds = g.seconds, key = g.key, output = g.output,
         error = g.error, parts = g.parts
       FROM given g WHERE s.run = g.run AND s.name = g.step),
     described AS (
       INSERT INTO recipes (digest, recipe) SELECT parts::json ->> 'recipe', min(recipe) FROM given
       WHERE parts IS NOT NULL GROUP BY 1 ORDER BY 1 ON CONFLICT DO NOTHING),
     finished AS (
       INSERT INTO outputs (key, output, checks, metrics, run, step, at)
       SELECT DISTINCT ON (key) key, output, checks, metrics, run, step, $2::timestamptz FROM given
       WHERE status = 'succeeded' AND key IS NOT NULL AND output IS NOT NULL ORDER BY key
       ON CONFLICT (key) DO UPDATE SET output = excluded.output, checks = excluded.checks, metrics = excluded.metrics,
         run = excluded.run, step = excluded.step, at = excluded.at)
     INSERT INTO events (run, step, attempt, kind, at, data)
     SELECT run, step, attempts, 'step-finished', $2::timestamptz, data FROM given`,
    [`[${settlings.map(settling => endText(writes, settling)).join(',')}]`, at],
  )
  for (const { held, end } of settlings) {
    await insertChecks(writes, held.run.id, end)
    await insertMetrics(writes, held.run.id, end)
  }
}

/** An end as JSON text. The output stands in it as it is: looked through for secrets before, and never changed. */
function endText(writes: Writing, { held, end }: Settling): string {
  const { step, status, attempts, seconds, key, kept, from, output, error, checks = [], metrics = [] } = end
  const parts = kept?.parts
  const data = plainJson({ status, attempts, seconds, key, parts, from, error, checks, metrics })
  const clean = writes.clean(data) as object
  const fields = {
    run: held.run.id,
    step,
    status,
    attempts,
    seconds,
    key,
    parts: partsText(end),
    recipe: kept?.recipe,
    output,
    error: error && writes.clean(error),
    metrics,
    data: output === undefined ? clean : { ...clean, output },
  }
  return `{"checks":${cleanText(writes, checks)},${JSON.stringify(fields).slice(1)}`
}

function countsOf(ended: readonly EndedStep[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { run } of ended) counts.set(run, (counts.get(run) ?? 0) + 1)
  return counts
}

/** Ends the steps that need one to finish which did not, directly or not; returns their names. */
async function skipDependents(writes: Writing, run: string, step: string): Promise<readonly string[]> {
  const rows = await writes.tx.all<{ name: string }>(
    `WITH RECURSIVE dependents AS (
       SELECT step FROM carried_edges WHERE run = $1 AND need = $2 AND NOT for_end_only
       UNION SELECT e.step FROM carried_edges e JOIN dependents d ON e.need = d.step
       WHERE e.run = $1 AND NOT e.for_end_only)
     SELECT s.name FROM steps s JOIN dependents d ON d.step = s.name
     WHERE s.run = $1 AND s.status = 'waiting' ORDER BY s.position`,
    [run, step],
  )
  const names = rows.map(({ name }) => name)
  await endUnstarted(writes, run, names, 'skipped')
  return names
}
