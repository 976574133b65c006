import { identifier, joinSql, LOAD, rawSql, ROW, sql, type DatasetRef, type TableSchema } from '@sluice/core'
import {
  DatasetNotFound,
  datasetsIn,
  openSession,
  type OpenDataSession,
  type RunRecord,
} from '@sluice/engine'
import { join } from 'node:path'
import type { OpenProject } from './engine.ts'

/** A dataset that a step of a good run made. */
export interface PastLoad {
  readonly run: RunRecord
  readonly ref: DatasetRef
}

/** Datasets of the last good runs of a pipeline, by step and name, the oldest first; of runs as of one instant the newest. */
export async function pastLoads(
  { engine: { journal } }: OpenProject,
  of: { readonly pipeline: string; readonly deployment: string; readonly most: number },
): Promise<ReadonlyMap<string, readonly PastLoad[]>> {
  const { pipeline, deployment, most } = of
  const runs = (await journal.runs({ pipeline, deployment, limit: most * 3 })).filter(
    ({ status }) => status === 'succeeded',
  )
  const newest = [...new Map(runs.toReversed().map(run => [run.asOf.getTime(), run])).values()]
    .toSorted((a, b) => a.asOf.getTime() - b.asOf.getTime())
    .slice(-most)
  const loads = new Map<string, PastLoad[]>()
  for (const run of newest) {
    for (const { name: step, output } of await journal.steps(run.id)) {
      for (const [name, ref] of Object.entries(output === undefined ? {} : datasetsIn(step, output))) {
        const key = name === step ? step : `${step}/${name}`
        loads.set(key, [...(loads.get(key) ?? []), { run, ref }])
      }
    }
  }
  return loads
}

/** Runs work in a data session of the project's store, with what it makes removed after it. */
export async function withSession<T>(
  { root, engine: { store } }: OpenProject,
  work: (data: OpenDataSession) => Promise<T>,
): Promise<T> {
  const data = await openSession({
    store,
    scratchRoot: join(root, 'scratch'),
    threads: 2,
    memoryLimitBytes: 2_000_000_000,
  })
  try {
    return await work(data)
  } finally {
    await data.close()
  }
}

/** Loads in one table; those whose content is not in the store any more are left out. */
export interface LoadsTable {
  readonly schema: TableSchema
  readonly at: readonly Date[]
}

/** Makes a table of loads, with the columns that the last one has too. */
export async function tableOfLoads(
  data: OpenDataSession,
  table: string,
  loads: readonly PastLoad[],
): Promise<LoadsTable> {
  const last = loads.at(-1)?.ref.schema.columns ?? []
  const isThere = ({ schema }: DatasetRef) =>
    last.every(({ name, type }) => schema.columns.some(found => found.name === name && found.type === type))
  const columns = joinSql(
    last.map(({ name }) => identifier(name)),
    ', ',
  )
  const at: Date[] = []
  for (const { run, ref } of loads) {
    if (!isThere(ref)) continue
    const rows = sql`SELECT ${rawSql(String(at.length))}::BIGINT AS ${identifier(LOAD)},
      row_number() OVER () AS ${identifier(ROW)}, ${columns} FROM ${data.dataset(ref)}`
    const into = identifier(table)
    try {
      await data.run(
        at.length === 0 ? sql`CREATE TABLE ${into} AS ${rows}` : sql`INSERT INTO ${into} ${rows}`,
      )
      at.push(run.asOf)
    } catch (error) {
      // Collected as garbage, or on its way there.
      if (!(error instanceof DatasetNotFound)) throw error
    }
  }
  return { schema: { columns: last }, at }
}
