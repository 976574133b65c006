import type { ColumnData } from '@sluice/expr'
import type { DataSession } from '../data/session.ts'
import { ColumnBuilder } from '../prepare/column-builder.ts'
import { identifier, joinSql, sql } from '../sql/sql.ts'
import type { SqlPart } from '../sql/fragment.ts'
import { TARGET } from '../transforms/transform.ts'

/** Raw columns of some labelled rows. */
export interface RawSample {
  readonly rows: number
  readonly columns: Readonly<Record<string, ColumnData>>
  readonly target: Float64Array
}

/** At most `most` rows, every n-th of the table, with the columns named. The same table gives the same rows. */
export async function rawSample(
  rows: SqlPart,
  names: readonly string[],
  most: number,
  data: DataSession,
): Promise<RawSample> {
  const all = [...new Set([...names, TARGET])]
  const list = joinSql(all.map(identifier), ', ')
  const numbered = sql`SELECT ${list}, row_number() OVER () AS sluice_n, count(*) OVER () AS sluice_all FROM ${rows} r`
  const builders = new Map(all.map(name => [name, new ColumnBuilder()]))
  let count = 0
  const wanted = sql`(sluice_n - 1) % greatest(1, (sluice_all + ${most - 1}) // ${most}) = 0`
  for await (const chunk of data.chunks(
    sql`SELECT ${list} FROM (${numbered}) WHERE ${wanted} ORDER BY sluice_n`,
  )) {
    for (const [name, builder] of builders) builder.add(chunk.columns[name] as ColumnData)
    count += chunk.rows
  }
  const columns = Object.fromEntries([...builders].map(([name, builder]) => [name, builder.build()]))
  return { rows: count, columns, target: columns[TARGET]?.values as Float64Array }
}

/** A column with its rows in another order, or only some of them. */
export function reordered(column: ColumnData, order: ArrayLike<number>): ColumnData {
  const length = order.length
  if (column.type === 'text') {
    return {
      type: 'text',
      values: Array.from({ length }, (_, i) => column.values[order[i] as number] ?? null),
    }
  }
  if (column.type === 'boolean') {
    const values = Uint8Array.from({ length }, (_, i) => column.values[order[i] as number] ?? 2)
    return { type: 'boolean', values }
  }
  const values = Float64Array.from({ length }, (_, i) => column.values[order[i] as number] as number)
  return { type: column.type, values }
}
