import type { DataSession } from '../data/session.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { InputColumn } from './input-column.ts'

const parts = 20

/** The number columns with their quantiles at 0, 5 … 100 %, exact: by them later rows are told from training. */
export async function withQuantiles(
  input: readonly InputColumn[],
  rows: SqlPart,
  data: DataSession,
): Promise<readonly InputColumn[]> {
  const numbers = input.filter(
    ({ type, statistics }) => type === 'number' && statistics.missing < statistics.rows,
  )
  if (numbers.length === 0) return input
  const shares = Array.from({ length: parts + 1 }, (_, i) => String(i / parts)).join(', ')
  const measures = numbers.map(
    ({ name }, i) =>
      sql`quantile_cont(nullif(${identifier(name)}, 'NaN'::DOUBLE), [${rawSql(shares)}]) AS ${identifier(`q${i}`)}`,
  )
  const [found = {}] = await data.rows<Record<string, readonly number[] | null>>(
    sql`SELECT ${joinSql(measures, ', ')} FROM ${rows}`,
  )
  const quantiles = new Map(numbers.map(({ name }, i) => [name, found[`q${i}`] ?? undefined]))
  return input.map(column => {
    const own = quantiles.get(column.name)
    if (own === undefined || !own.every(Number.isFinite)) return column
    return { ...column, statistics: { ...column.statistics, quantiles: [...own] } }
  })
}
