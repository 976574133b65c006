import { quietMs, sentLately } from '../sent-lately.ts'
import type { AlertNote, StepEnd } from '../journal.ts'
import { isGood } from '../step-end.ts'
import { plainJson } from '../plain-json.ts'
import { appendEvent, cleanText, type Writing } from './postgres-scope.ts'

/** Records that an attempt of a step begins. */
export async function startStep(writes: Writing, run: string, step: string, attempt: number): Promise<void> {
  const { tx, at } = writes
  await tx.run(
    `UPDATE steps SET status = 'running', attempts = $1, started_at = coalesce(started_at, $2)
     WHERE run = $3 AND name = $4`,
    [attempt, at, run, step],
  )
  await appendEvent(writes, run, { step, attempt, kind: 'step-started', data: {} })
}

/** Records the end of a step with its output, checks and metrics. */
export async function endStep(writes: Writing, run: string, end: StepEnd): Promise<void> {
  const { tx, at } = writes
  const { step, status, attempts, seconds, key, kept, from, output, error, checks = [], metrics = [] } = end
  // Looked through for secrets before it came here, and never changed: what follows is keyed by it.
  const outputText = output === undefined ? null : JSON.stringify(output)
  const errorText = error === undefined ? null : cleanText(writes, error)
  await tx.run(
    `UPDATE steps SET status = $1, attempts = $2, seconds = $3, key = $4, output = $5, error = $6, parts = $7
     WHERE run = $8 AND name = $9`,
    [status, attempts, seconds, key ?? null, outputText, errorText, partsText(end), run, step],
  )
  if (kept !== undefined) {
    await tx.run('INSERT INTO recipes (digest, recipe) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      kept.parts.recipe,
      kept.recipe,
    ])
  }
  if (status === 'succeeded' && key !== undefined && outputText !== null) {
    await tx.run(
      `INSERT INTO outputs (key, output, checks, metrics, run, step, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (key) DO UPDATE SET output = excluded.output, checks = excluded.checks, metrics = excluded.metrics,
         run = excluded.run, step = excluded.step, at = excluded.at`,
      [key, outputText, cleanText(writes, checks), JSON.stringify(metrics), run, step, at],
    )
  }
  await tx.run('DELETE FROM check_results WHERE run = $1 AND step = $2', [run, step])
  await tx.run('DELETE FROM metrics WHERE run = $1 AND step = $2', [run, step])
  await insertChecks(writes, run, end)
  await insertMetrics(writes, run, end)
  const parts = kept?.parts
  const data = plainJson({ status, attempts, seconds, key, parts, from, error, checks, metrics })
  await appendEvent(writes, run, { step, attempt: attempts, kind: 'step-finished', data }, output)
  if (end.adds !== undefined && isGood(end)) await addSteps(writes, run, step, end.adds)
}

/** Steps become part of the run, after the one that has listed them. */
export async function addSteps(
  writes: Writing,
  run: string,
  step: string,
  adds: readonly string[],
): Promise<void> {
  const { tx } = writes
  const place = 'SELECT position FROM steps WHERE run = $1 AND name = $2'
  await tx.run(
    `UPDATE steps SET position = position + $3::integer WHERE run = $1 AND position > (${place})`,
    [run, step, adds.length],
  )
  await tx.run(
    `INSERT INTO steps (run, name, position, status)
     SELECT $1, name, (${place}) + position, 'waiting'
     FROM unnest($3::text[]) WITH ORDINALITY AS given (name, position)`,
    [run, step, adds],
  )
  await appendEvent(writes, run, { step, kind: 'steps-added', data: { steps: adds } })
}

/** What a key was made of as it is kept beside it. */
export function partsText({ kept }: Pick<StepEnd, 'kept'>): string | null {
  return kept === undefined ? null : JSON.stringify(kept.parts)
}

/** Keeps the results of a step's checks, where there are none yet. */
export async function insertChecks(
  writes: Writing,
  run: string,
  { step, checks = [] }: StepEnd,
): Promise<void> {
  const { tx, clean } = writes
  if (checks.length === 0) return
  const rows = checks.map((result, position) => {
    const { subject, name, check, severity, status } = result
    return { position, subject, name: name ?? check, severity, status, result: clean(result) }
  })
  await tx.run(
    `INSERT INTO check_results (run, step, position, subject, name, severity, status, result)
     SELECT $1, $2, position, subject, name, severity, status, result FROM json_to_recordset($3::json)
       AS given (position integer, subject text, name text, severity text, status text, result json)`,
    [run, step, JSON.stringify(rows)],
  )
}

/** Keeps the numbers of a step, where there are none yet. */
export async function insertMetrics(
  { tx }: Writing,
  run: string,
  { step, metrics = [] }: StepEnd,
): Promise<void> {
  if (metrics.length === 0) return
  const last = [...new Map(metrics.map(each => [each.metric, each])).values()]
  const [names, values] = [last.map(({ metric }) => metric), last.map(({ value }) => value)]
  const details = last.map(({ detail }) => detail ?? null)
  await tx.run(
    `INSERT INTO metrics (run, pipeline, deployment, step, metric, as_of, value, detail)
     SELECT id, pipeline, deployment, $1, metric, as_of, value, detail
     FROM runs, unnest($2::text[], $3::float8[], $4::text[]) AS given (metric, value, detail) WHERE id = $5`,
    [step, names, values, details, run],
  )
}

/** Remembers an alert about a cause; says since when and how often it is known, and which sinks have it. */
export async function noteAlert({ tx, at }: Writing, run: string, dedupeKey: string): Promise<AlertNote> {
  await tx.run('INSERT INTO alerts (dedupe_key, run, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    dedupeKey,
    run,
    at,
  ])
  const seen = await tx.get<{ first: Date; times: number }>(
    'SELECT min(at) AS first, count(*) AS times FROM alerts WHERE dedupe_key = $1',
    [dedupeKey],
  )
  const since = new Date(at.getTime() - quietMs)
  const sent = await tx.all<{ sink: string }>(
    'SELECT sink FROM alerts_sent WHERE dedupe_key = $1 AND run = $2',
    [dedupeKey, run],
  )
  const lately = await tx.all<{ sink: string }>(sentLately, [dedupeKey, run, since])
  return {
    first: seen?.first ?? at,
    times: seen?.times ?? 1,
    sent: sent.map(({ sink }) => sink),
    lately: lately.map(({ sink }) => sink),
  }
}

/** Records that a sink has an alert. */
export async function noteSent({ tx }: Writing, run: string, dedupeKey: string, sink: string): Promise<void> {
  await tx.run('INSERT INTO alerts_sent (dedupe_key, run, sink) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    dedupeKey,
    run,
    sink,
  ])
}
