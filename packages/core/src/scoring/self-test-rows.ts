import type { Value } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { InputColumn } from '../prepare/fitted-preparation.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'

type Row = Readonly<Record<string, Value>>

const realRows = 8
// A private-use character: no real category holds it.
const unseen = '\uE000 unseen \u{1F600}'

/**
 * Rows on which every execution path must agree: some real ones, spread over the training rows, and made-up ones at
 * the edges (all missing, unseen categories, extremes, zero, huge).
 */
export async function selfTestRows(
  input: readonly InputColumn[],
  rows: SqlPart,
  data: DataSession,
): Promise<readonly Row[]> {
  const columns = joinSql(
    input.map(column => identifier(column.name)),
    ', ',
  )
  const numbered = sql`SELECT ${columns}, row_number() OVER () AS sluice_n, count(*) OVER () AS sluice_all FROM ${rows}`
  const spread = sql`(sluice_n - 1) % greatest(1, sluice_all // ${realRows}) = 0`
  const real = await data.rows<Readonly<Record<string, unknown>>>(
    sql`SELECT * EXCLUDE (sluice_n, sluice_all) FROM (${numbered}) WHERE ${spread} ORDER BY sluice_n LIMIT ${realRows}`,
  )
  return [...real.map(row => bound(input, row)), ...edges(input)]
}

function bound(input: readonly InputColumn[], row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(
    input.map(({ name }) => {
      const value = row[name]
      return [name, value instanceof Date ? value.getTime() * 1000 : ((value ?? null) as Value)]
    }),
  )
}

function edges(input: readonly InputColumn[]): readonly Row[] {
  const rowOf = (value: (column: InputColumn) => Value) =>
    Object.fromEntries(input.map(column => [column.name, value(column)]))
  const numeric = (at: number) => (column: InputColumn) =>
    ({ number: at, timestamp: Math.round(at), text: unseen, boolean: false })[column.type]
  const extreme = (end: 'min' | 'max') => (column: InputColumn) => {
    const value = (column.statistics as { readonly min?: unknown; readonly max?: unknown })[end]
    return typeof value === 'number' ? value : numeric(0)(column)
  }
  return [
    rowOf(() => null),
    rowOf(numeric(0)),
    rowOf(numeric(-1.5)),
    rowOf(extreme('min')),
    rowOf(extreme('max')),
    rowOf(column => (column.type === 'number' ? 1e12 : column.type === 'text' ? '' : null)),
  ]
}
