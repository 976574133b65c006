import type { DataSession } from '../../data/session.ts'
import type { TableSchema } from '../../schema/table-schema.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../../sql/sql.ts'
import { finiteOf } from '../kinds/column-sql.ts'
import { edgeQuantiles, type CheckCandidate, type Edges } from './candidate.ts'
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

/** Where values of the number columns of the loads before `until` lie. */
export async function edgesOf(
  data: Pick<DataSession, 'rows'>,
  loads: SqlPart,
  { columns }: TableSchema,
  until: number,
): Promise<Edges> {
  const numbers = columns.filter(({ type }) => type === 'number').map(({ name }) => name)
  if (numbers.length === 0) return {}
  const quantiles = rawSql(`[${edgeQuantiles.join(', ')}]`)
  const list = numbers.map(
    (name, i) =>
      sql`quantile_disc(nullif(${identifier(name)}, 'NaN'::DOUBLE), ${quantiles}) AS ${identifier(`e${i}`)}`,
  )
  const [row = {}] = await data.rows(
    sql<
      Record<string, unknown>
    >`SELECT ${joinSql(list, ', ')} FROM ${loads} AS measured WHERE ${loadColumn} < ${rawSql(String(until))}`,
  )
  return Object.fromEntries(
    numbers.map((name, i) => {
      const found = row[`e${i}`]
      const values = Array.isArray(found) ? found.map(finiteOf).filter(value => value !== undefined) : []
      return [name, [...new Set(values)]]
    }),
  )
}
