import { columnsOf, type DataType } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import type { TableSchema } from '../schema/table-schema.ts'
import { identifier, joinSql, rawSql, sql } from '../sql/sql.ts'
import type { SqlFragment, SqlPart } from '../sql/fragment.ts'
import { FOLD, type Feature } from '../transforms/transform.ts'

/** What training saw in a raw column: for reports, and for judging later rows without the training rows. */
export interface InputStatistics {
  readonly rows: number
  readonly missing: number
  /** Of numbers, and of timestamps in microseconds since 1970. */
  readonly min?: number | null
  readonly max?: number | null
  readonly mean?: number | null
  readonly std?: number | null
  /** Of texts and truth values: how many different ones, and the most frequent 100. */
  readonly distinct?: number
  readonly top?: readonly { readonly value: string; readonly count: number }[]
}

/** A raw column that a fitted preparation reads. */
export interface InputColumn {
  readonly name: string
  readonly type: DataType
  readonly nullable: boolean
  readonly statistics: InputStatistics
}

const most = 100

/** The raw columns that features read, with what training saw in them, in one statement. */
export async function inputColumns(
  features: readonly Feature[],
  schema: TableSchema,
  rows: SqlPart,
  data: DataSession,
): Promise<readonly InputColumn[]> {
  const read = columnsOf(...features.map(feature => (feature.kind === 'value' ? feature.expr : feature.code)))
    .map(({ name, type }) => ({ name, type }))
    .filter(({ name }) => name !== FOLD)
  if (read.length === 0) return []
  const statistics = read.map(
    ({ name, type }, i) => sql`${statisticsSql(type, identifier(name), rows)} AS ${identifier(`s${i}`)}`,
  )
  const [row] = await data.rows<Readonly<Record<string, InputStatistics | number>>>(
    sql`SELECT count(*) AS n, ${joinSql(statistics, ', ')} FROM ${rows} sluice_rows`,
  )
  return read.map(({ name, type }, i) => ({
    name,
    type,
    nullable: schema.columns.find(column => column.name === name)?.nullable ?? true,
    statistics: { rows: Number(row?.['n'] ?? 0), ...(row?.[`s${i}`] as object) } as InputStatistics,
  }))
}

function statisticsSql(type: DataType, column: SqlPart, rows: SqlPart): SqlFragment {
  const missing = sql`missing: count(*) - count(${column})`
  if (type === 'number') {
    const finite = sql`FILTER (WHERE isfinite(${column}) AND abs(${column}) < 1e150)`
    return sql`{${missing}, min: min(${column}), max: max(${column}), mean: avg(${column}) ${finite}, std: stddev_pop(${column}) ${finite}}`
  }
  if (type === 'timestamp') {
    return sql`{${missing}, min: epoch_us(min(${column}))::DOUBLE, max: epoch_us(max(${column}))::DOUBLE}`
  }
  const counted = sql`SELECT CAST(${column} AS VARCHAR) AS value, count(*) AS count FROM ${rows} c WHERE ${column} IS NOT NULL GROUP BY 1`
  return sql`{${missing}, 'distinct': count(DISTINCT ${column}), top: (SELECT coalesce(list(t ORDER BY count DESC, value), []) FROM (
    SELECT * FROM (${counted}) ORDER BY count DESC, value LIMIT ${rawSql(String(most))}) t)}`
}
