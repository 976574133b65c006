import { readElementName } from '@sluice/core'
import type { Writing } from '../../journal/postgres/postgres-scope.ts'
import type { Queries } from '../../postgres/postgres-database.ts'
import { assignJobs } from './assign-jobs.ts'
import type { StepJob } from './job-queue.ts'
import { askForTurns, giveTurns } from './resource-turns.ts'

/** A step that has ended, and whether what needs it may start. */
export interface EndedStep {
  readonly run: string
  readonly step: string
  readonly good: boolean
}

interface Counted {
  readonly run: string
  readonly name: string
  readonly map: string | null
  readonly limited: boolean
  readonly ready: boolean
  /** It uses something that others use too. */
  readonly shares: boolean
}

/**
 * Counts ended steps down in those that wait for them and lets go of what they used; returns jobs for those that wait for
 * nothing more and may start.
 */
export async function nowReady(writes: Writing, ended: readonly EndedStep[]): Promise<readonly StepJob[]> {
  if (ended.length === 0) return []
  const { tx } = writes
  const { rows, freed } = await countDown(tx, ended)
  const free = rows.filter(({ ready, limited }) => ready && !limited)
  const all = [...free, ...(await withRoom(tx, mapsOf(ended, rows)))].map(({ run, name, shares }) => ({
    run,
    step: name,
    shares,
  }))
  const sharing = all.filter(({ shares }) => shares)
  await askForTurns(writes, sharing)
  const turns = freed || sharing.length > 0 ? await giveTurns(writes) : []
  const jobs = await assignJobs(
    tx,
    all.filter(({ shares }) => !shares).map(({ run, step }) => ({ run, step })),
  )
  return [...jobs, ...turns]
}

async function countDown(
  tx: Queries,
  ended: readonly EndedStep[],
): Promise<{ readonly rows: readonly Counted[]; readonly freed: boolean }> {
  const found = await tx.all<Omit<Counted, 'name'> & { readonly name: string | null }>(
    `WITH counted AS (
     UPDATE carried_steps c SET unmet = c.unmet - d.met
     FROM (SELECT e.run, e.step, count(*)::integer AS met
           FROM unnest($1::text[], $2::text[], $3::boolean[]) AS g (run, need, good)
           JOIN carried_edges e ON e.run = g.run AND e.need = g.need AND (g.good OR e.for_end_only)
           GROUP BY e.run, e.step) d
     JOIN steps s ON s.run = d.run AND s.name = d.step
     WHERE c.run = d.run AND c.name = d.step
     RETURNING c.run, c.name, c.map, c.map_limit IS NOT NULL AS limited, c.unmet = 0 AND s.status = 'waiting' AS ready,
         c.resources IS NOT NULL AS shares),
     freed AS (
       DELETE FROM resource_turns t USING unnest($1::text[], $2::text[]) AS g (run, step)
       WHERE t.run = g.run AND t.step = g.step RETURNING t.run)
     SELECT * FROM counted UNION ALL SELECT run, NULL, NULL, false, false, false FROM freed`,
    [ended.map(({ run }) => run), ended.map(({ step }) => step), ended.map(({ good }) => good)],
  )
  const rows = found.flatMap(row => (row.name === null ? [] : [{ ...row, name: row.name }]))
  return { rows, freed: rows.length < found.length }
}

interface MapOfRun {
  readonly run: string
  readonly map: string
}

/** Maps in which there may be room for a step: one has ended, or one with a limit is ready. */
function mapsOf(ended: readonly EndedStep[], rows: readonly Counted[]): readonly MapOfRun[] {
  const left = ended.flatMap(({ run, step }) => {
    const element = readElementName(step)
    return element === undefined ? [] : [{ run, map: element.map }]
  })
  return [
    ...left,
    ...rows.flatMap(({ run, map, limited }) => (limited && map !== null ? [{ run, map }] : [])),
  ]
}

/** Ready steps of maps with a limit, as many as there is room for. The lock of their runs makes the count strict. */
async function withRoom(
  tx: Queries,
  maps: readonly MapOfRun[],
): Promise<readonly Pick<Counted, 'run' | 'name' | 'shares'>[]> {
  if (maps.length === 0) return []
  return tx.all(
    `WITH given AS (SELECT DISTINCT run, map FROM unnest($1::text[], $2::text[]) AS m (run, map)),
     open AS (
       SELECT c.run, c.map, c.name, c.map_limit, c.unmet, c.resources, s.status, s.position,
         coalesce(c.job::text, t.step) AS sent
       FROM given g JOIN carried_steps c ON c.run = g.run AND c.map = g.map AND c.map_limit IS NOT NULL
       JOIN steps s ON s.run = c.run AND s.name = c.name
       LEFT JOIN resource_turns t ON t.run = c.run AND t.step = c.name WHERE s.status IN ('waiting', 'running')),
     busy AS (SELECT run, map, count(sent) AS steps FROM open GROUP BY run, map),
     ready AS (
       SELECT *, row_number() OVER (PARTITION BY run, map ORDER BY position) AS place FROM open
       WHERE sent IS NULL AND unmet = 0 AND status = 'waiting')
     SELECT r.run, r.name, r.resources IS NOT NULL AS shares FROM ready r JOIN busy b ON b.run = r.run AND b.map = r.map
     WHERE r.place <= r.map_limit - b.steps`,
    [maps.map(({ run }) => run), maps.map(({ map }) => map)],
  )
}
