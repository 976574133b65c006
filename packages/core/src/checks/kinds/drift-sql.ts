import type { InputColumn } from '../../prepare/input-column.ts'
import type { NumberReference } from '../../quality/drift/quantiles.ts'
import type { NumberSample } from '../../quality/drift/number-sample.ts'
import type { SqlPart } from '../../sql/fragment.ts'
import { rawSql, sql } from '../../sql/sql.ts'
import { countWhere, finiteOf, numberOf } from './column-sql.ts'

const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const

/** The statistics of a number column that training left, as a reference; undefined in artifacts that have none. */
export function referenceOf({ statistics }: InputColumn): NumberReference | undefined {
  const { rows, missing, mean, quantiles } = statistics
  if (quantiles === undefined || quantiles.length < 2 || mean === undefined || mean === null) return undefined
  return { rows, missing, mean, quantiles }
}

/** Aggregates that {@link sampleIn} reads: how many values, their mean, their deciles, and counts at the quantiles. */
export function sampleMeasures(value: SqlPart, quantiles: readonly number[]): readonly SqlPart[] {
  const finite = sql`CASE WHEN abs(${value}) < ${'1e150'}::DOUBLE THEN ${value} END`
  return [
    sql`count(${value})`,
    sql`avg(${finite})`,
    sql`quantile_disc(${value}, [${rawSql(shares.join(', '))}])`,
    ...edgesOf(quantiles).flatMap(edge => [
      countWhere(sql`${value} < ${edge}::DOUBLE`),
      countWhere(sql`${value} <= ${edge}::DOUBLE`),
    ]),
  ]
}

/** The sample that {@link sampleMeasures} counted. */
export function sampleIn(
  rows: number,
  quantiles: readonly number[],
  values: readonly unknown[],
): NumberSample {
  const deciles = (values[2] ?? []) as readonly unknown[]
  const edges = edgesOf(quantiles)
  return {
    rows,
    present: numberOf(values[0]),
    mean: finiteOf(values[1]) ?? Number.NaN,
    countBelow: (edge, inclusive) => numberOf(values[3 + 2 * edges.indexOf(edge) + (inclusive ? 1 : 0)]),
    quantile: share => Number(deciles[Math.round(share * 10) - 1] ?? Number.NaN),
  }
}

/** How many measures a column has. */
export function sampleSize(quantiles: readonly number[]): number {
  return 3 + 2 * edgesOf(quantiles).length
}

/** The ends say nothing. */
function edgesOf(quantiles: readonly number[]): readonly number[] {
  return [...new Set(quantiles.slice(1, -1))]
}
