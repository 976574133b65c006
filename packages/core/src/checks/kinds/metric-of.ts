import type { MetricScale } from '../../quality/series/scale.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { rawSql, sql } from '../../sql/sql.ts'
import { CheckInvalid } from '../check-invalid.ts'
import { columnMeasure, columnMeasures, type MeasureName } from './column-measures.ts'
import { columnValue, noMeasure, typeOf } from './column-sql.ts'
import type { CheckScope, ColumnUse } from './kind.ts'
import { named } from './named.ts'
import { storedPart, storedSql, type StoredSql } from '../../sql/stored-sql.ts'

type OneOf<T> = { readonly [K in keyof T]: { readonly [P in K]: T[P] } }[keyof T]

/**
 * A number that a dataset comes down to: a measure of a column, such as `{ sum: 'spend' }`, or an aggregate in SQL,
 * such as `{ sql: sql`sum(revenue) / sum(spend)`, as: 'roas' }`.
 */
export type MetricOf =
  | OneOf<Readonly<Record<MeasureName, string>>>
  | { readonly sql: SqlPart; readonly as: string }

/** A {@link MetricOf} as plain data. */
export type StoredMetric =
  | { readonly measure: MeasureName; readonly column: string }
  | { readonly aggregate: StoredSql; readonly as: string }

/** What a user wrote, as data. Throws {@link CheckInvalid}. */
export function storedMetric(check: string, of: MetricOf): StoredMetric {
  const entries = Object.entries(of) as [string, unknown][]
  if ('sql' in of) {
    if (of.as !== '') return { aggregate: storedSql(of.sql), as: of.as }
    throw new CheckInvalid({ check, option: 'as', value: of.as, expected: 'a name for the aggregate' })
  }
  const [measure, column] = entries[0] ?? []
  const isKnown = measure !== undefined && Object.hasOwn(columnMeasures, measure)
  if (isKnown && typeof column === 'string' && column !== '') {
    return { measure: measure as MeasureName, column }
  }
  const expected = `{ sql, as } or one of { ${Object.keys(columnMeasures).join(', ')} } with a column`
  throw new CheckInvalid({ check, option: 'metric', value: of, expected })
}

/** Short and stable, such as `sum(spend)`: also the name in history. */
export function metricName(metric: StoredMetric): string {
  return 'as' in metric ? metric.as : `${metric.measure}(${metric.column})`
}

export function metricColumns(metric: StoredMetric): readonly ColumnUse[] {
  if ('as' in metric) return []
  const { types } = columnMeasure(metric.measure)
  const [only, ...others] = types ?? []
  return [{ name: metric.column, ...(only !== undefined && others.length === 0 && { type: only }) }]
}

export function metricScale(metric: StoredMetric): MetricScale {
  return 'as' in metric ? 'amount' : columnMeasure(metric.measure).scale
}

/** In words, such as `sum of "spend"`. */
export function metricWords(metric: StoredMetric, scope: CheckScope): string {
  if ('as' in metric) return metric.as
  return columnMeasure(metric.measure).words.replace('%', () => named(scope, metric.column))
}

/** The value and, of a share, of how many. */
export function metricMeasures(metric: StoredMetric, { schema }: CheckScope): readonly SqlPart[] {
  if ('as' in metric) return [sql`(${storedPart(metric.aggregate)})::DOUBLE`, rawSql('count(*)')]
  const { sql: measure, of } = columnMeasure(metric.measure)
  const value = columnValue(schema, metric.column)
  return [measure(value, typeOf(schema, metric.column)), of?.(value) ?? noMeasure]
}
