import type { DataType } from '@sluice/expr'
import type { SqlPart } from '../sql/fragment.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { History } from './history.ts'
import { finiteOf, noMeasure, numberOf, valueOf } from './kinds/column-sql.ts'

/**
 * What a column holds, in a few numbers: enough to recognise it under another name. `mean` and `deviation` are of the
 * value of a number, the length of a text, 1 and 0 for true and false, and the days of a timestamp before asOf.
 */
export interface ColumnProfile {
  readonly type: DataType
  /** Share of rows without a value. */
  readonly missing: number
  readonly mean: number | null
  readonly deviation: number | null
  /** Distinct values of a text column, approximately. */
  readonly distinct: number | null
}

/** How many measures {@link profileMeasures} gives. */
export const profileSize = 4

const metrics = ['missing', 'mean', 'deviation', 'distinct'] as const

// Beyond this, the sum of squares overflows and DuckDB raises an error.
const largest = '1e150'

/** Aggregates of a column, for {@link profileOf}. */
export function profileMeasures(column: string, type: DataType, asOf: Date): readonly SqlPart[] {
  const value = valueOf(column, type)
  const size = sizeOf(value, type, asOf)
  const distinct = type === 'text' ? sql`approx_count_distinct(${identifier(column)})` : noMeasure
  return [sql`count(${value})`, sql`avg(${size})`, sql`stddev_pop(${size})`, distinct]
}

/** The profile that the values of {@link profileMeasures} give. */
export function profileOf(type: DataType, rows: number, values: readonly unknown[]): ColumnProfile {
  const [present, mean, deviation, distinct] = values
  return {
    type,
    missing: rows === 0 ? 0 : 1 - numberOf(present) / rows,
    mean: finiteOf(mean) ?? null,
    deviation: finiteOf(deviation) ?? null,
    distinct: finiteOf(distinct) ?? null,
  }
}

/** Keeps a profile for later runs. */
export async function recordProfile(history: History, metric: string, profile: ColumnProfile): Promise<void> {
  for (const name of metrics) {
    const value = profile[name]
    if (value !== null) await history.record(`${metric}/${name}`, value)
  }
}

/** The profile of a column in the last run that has one. */
export async function readProfile(
  history: History,
  metric: string,
  type: DataType,
): Promise<ColumnProfile | undefined> {
  const [missing] = await history.read(`${metric}/missing`, 1)
  if (missing === undefined) return undefined
  const valueIn = async (name: (typeof metrics)[number]) => {
    const [point] = await history.read(`${metric}/${name}`, 1)
    return point?.run === missing.run ? point.value : null
  }
  return {
    type,
    missing: missing.value,
    mean: await valueIn('mean'),
    deviation: await valueIn('deviation'),
    distinct: await valueIn('distinct'),
  }
}

/** How alike two columns are, 0 to 1; undefined when there is nothing to compare. */
export function profileSimilarity(a: ColumnProfile, b: ColumnProfile): number | undefined {
  if (a.type !== b.type) return 0
  if (a.mean === null || b.mean === null) return undefined
  const least = a.type === 'text' ? 0.5 : 0
  const spread = Math.max(a.deviation ?? 0, b.deviation ?? 0, least)
  const gap = spread === 0 ? (a.mean === b.mean ? 0 : Infinity) : Math.abs(a.mean - b.mean) / spread
  const alikeMean = 1 / (1 + (2 * gap) ** 2)
  const alikeSpread = Math.sqrt(ratio((a.deviation ?? 0) + least, (b.deviation ?? 0) + least))
  const alikeMissing = 1 - Math.abs(a.missing - b.missing)
  const alikeDistinct = a.type === 'text' ? Math.sqrt(ratio(a.distinct ?? 0, b.distinct ?? 0)) : 1
  return alikeMean * alikeSpread * alikeMissing * alikeDistinct
}

function ratio(a: number, b: number): number {
  const most = Math.max(a, b)
  return most === 0 ? 1 : Math.min(a, b) / most
}

function sizeOf(value: SqlPart, type: DataType, asOf: Date): SqlPart {
  switch (type) {
    case 'number':
      return sql`CASE WHEN abs(${value}) < ${largest}::DOUBLE THEN ${value} END`
    case 'text':
      return sql`length(${value})`
    case 'boolean':
      return sql`CASE WHEN ${value} THEN 1 WHEN NOT ${value} THEN 0 END`
    case 'timestamp':
      return sql`CASE WHEN isfinite(${value}) THEN (epoch(${asOf}::TIMESTAMP) - epoch(${value})) / 86400e0 END`
  }
}
