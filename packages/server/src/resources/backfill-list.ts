import { z } from 'zod'
import { sees } from '../access/principal.ts'
import type { Backfill, Dispatch } from '../api/backfill.ts'
import type { Page } from '../api/page.ts'
import { NotFound } from '../errors/not-found.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { knownPipeline } from './known-pipelines.ts'
import type { Reads } from './reads.ts'
import type { BackfillRecord } from '@sluice/engine'

/** Backfills of clients that who asks sees, the newest first. */
export async function listBackfills(
  reads: Reads,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<Backfill>> {
  const { engine, principal } = reads
  const start = cursor === undefined ? 0 : cursorPosition('backfills', cursor, z.number().int().min(0))
  const all = (await engine.schedules.backfills()).filter(({ deployment }) => sees(principal, deployment))
  const shown = all.slice(start, start + limit)
  return {
    items: await backfillsOf(reads, shown),
    ...(all.length > start + limit && { next: cursorText('backfills', start + limit) }),
  }
}

/**
 * The runs that a backfill has queued, the oldest first.
 *
 * @throws NotFound
 */
export async function backfillRuns(reads: Reads, id: string): Promise<readonly Dispatch[]> {
  await backfillSeen(reads, id)
  const found = await reads.engine.schedules.dispatches({ origin: id })
  return found.toReversed().map(({ interval, status, run }) => ({
    start: interval.start.toISOString(),
    end: interval.end.toISOString(),
    status,
    ...(run !== undefined && { run }),
  }))
}

/** @throws NotFound where there is no such backfill or who asks does not see its client */
export async function backfillSeen({ engine, principal }: Reads, id: string): Promise<BackfillRecord> {
  const found = (await engine.schedules.backfills()).find(one => one.id === id)
  if (found !== undefined && sees(principal, found.deployment)) return found
  throw new NotFound({ subject: `backfill "${id}"` })
}

/** Backfills with how many of their runs are in each status. */
async function backfillsOf(
  { engine, config }: Reads,
  records: readonly BackfillRecord[],
): Promise<readonly Backfill[]> {
  const counts = Map.groupBy(
    records.length === 0 ? [] : await engine.views.dispatched(records.map(({ id }) => id)),
    ({ origin }) => origin,
  )
  return records.map(record => {
    const { id, from, to, createdAt, finishedAt, pipeline, deployment, redo, atOnce, status, who, why } =
      record
    const label = knownPipeline(config, record)?.deployment.label
    return {
      id,
      pipeline,
      deployment,
      ...(label !== undefined && { label }),
      from: from.toISOString(),
      to: to.toISOString(),
      redo,
      atOnce,
      status,
      who,
      why,
      createdAt: createdAt.toISOString(),
      ...(finishedAt !== undefined && { finishedAt: finishedAt.toISOString() }),
      counts: Object.fromEntries((counts.get(id) ?? []).map(count => [count.status, count.runs])),
    }
  })
}
