import type { DataSession } from '../../data/session.ts'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import { finiteOf } from '../kinds/column-sql.ts'
import { edgeQuantiles, mostListed, type CheckCandidate, type Edges } from './candidate.ts'
import type { InjectedError } from './injected-error.ts'
import { loadColumn } from './loads-table.ts'

/** A metric of a load; absent where the load has no rows or the metric no value. */
export interface LoadValue {
  readonly value: number
  readonly size?: number
}

/** Values by candidate, then by load. */
export type LoadValues = readonly (readonly (LoadValue | undefined)[])[]

/** Takes the metrics of every load of a table in one statement. */
export async function measureLoads(
  data: Pick<DataSession, 'rows'>,
  loads: SqlPart,
  candidates: readonly CheckCandidate[],
  count: number,
): Promise<LoadValues> {
  const measures = candidates.flatMap(({ value, size }, i) => [
    sql`(${value})::DOUBLE AS ${identifier(`v${i}`)}`,
    sql`(${size})::DOUBLE AS ${identifier(`s${i}`)}`,
  ])
  const rows = await data.rows(
    sql<
      Record<string, unknown>
    >`SELECT ${loadColumn} AS load, ${joinSql(measures, ', ')} FROM ${loads} AS measured GROUP BY ALL`,
  )
  const byLoad = new Map(rows.map(row => [Number(row['load']), row]))
  return candidates.map((_, i) =>
    Array.from({ length: count }, (__, load) => {
      const row = byLoad.get(load)
      const [value, size] = [finiteOf(row?.[`v${i}`]), finiteOf(row?.[`s${i}`])]
      return value === undefined ? undefined : { value, ...(size !== undefined && { size }) }
    }),
  )
}

/** The metrics of every load with an error in it: those that it cannot change are as they were. */
export async function measureError(
  data: Pick<DataSession, 'rows'>,
  loads: SqlPart,
  candidates: readonly CheckCandidate[],
  clean: LoadValues,
  { apply, changes }: InjectedError,
): Promise<LoadValues> {
  const isChanged = ({ column }: CheckCandidate) =>
    changes === undefined || (column !== undefined && changes.includes(column))
  const count = clean[0]?.length ?? 0
  const measured = (await measureLoads(data, apply(loads), candidates.filter(isChanged), count)).values()
  return candidates.map((candidate, i) =>
    isChanged(candidate) ? (measured.next().value ?? []) : (clean[i] ?? []),
  )
}

/** What is known of the columns of the loads before `until`. */
export async function edgesOf(
  data: Pick<DataSession, 'rows'>,
  loads: SqlPart,
  { columns }: TableSchema,
  until: number,
): Promise<Edges> {
  const listed = columns.filter(({ type }) => type === 'number' || type === 'text')
  if (listed.length === 0) return {}
  const quantiles = rawSql(`[${edgeQuantiles.join(', ')}]`)
  const list = listed.map(({ name, type }, i) => {
    const value = identifier(name)
    const known =
      type === 'number'
        ? sql`quantile_disc(nullif(${value}, 'NaN'::DOUBLE), ${quantiles})`
        : sql`CASE WHEN approx_count_distinct(${value}) <= ${rawSql(String(mostListed))} THEN list_sort(list(DISTINCT ${value})) END`
    return sql`to_json(${known})::VARCHAR AS ${identifier(`e${i}`)}`
  })
  const [row = {}] = await data.rows(
    sql<
      Record<string, unknown>
    >`SELECT ${joinSql(list, ', ')} FROM ${loads} AS measured WHERE ${loadColumn} < ${rawSql(String(until))}`,
  )
  return Object.fromEntries(
    listed.map(({ name }, i) => {
      const found: unknown = JSON.parse(String(row[`e${i}`] ?? null))
      return [name, Array.isArray(found) ? found.filter(isKnown).slice(0, mostListed) : []]
    }),
  )
}

function isKnown(value: unknown): value is number | string {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
}

/** Those errors that change something in these loads: letters of numbers have no case. */
export async function errorsThatChange(
  data: Pick<DataSession, 'rows'>,
  loads: SqlPart,
  { columns }: TableSchema,
  errors: readonly InjectedError[],
): Promise<readonly InjectedError[]> {
  const fields = joinSql(
    columns.map(({ name }) => identifier(name)),
    ', ',
  )
  const contentOf = async (table: SqlPart) => {
    const [row] = await data.rows(
      sql<
        Record<string, unknown>
      >`SELECT count(*)::VARCHAR || ' ' || sum(hash(${loadColumn}, ${fields})::HUGEINT)::VARCHAR AS content FROM ${table} AS t`,
    )
    return row?.['content']
  }
  const clean = await contentOf(loads)
  const changing: InjectedError[] = []
  for (const error of errors) {
    if ((await contentOf(error.apply(loads))) !== clean) changing.push(error)
  }
  return changing
}
