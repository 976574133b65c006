import { columnsOf, type ColumnNode, type DataType, type ExprNode } from '@sluice/expr'
import type { TableSchema } from '../schema/table-schema.ts'
import { FOLD, type Feature, type Statistic } from '../transforms/transform.ts'
import { factsOf } from './measure/facts.ts'
import { knownMeasurement, type Knowledge } from './measure/knowledge.ts'

/** What training saw in a raw column: for reports, and for judging later rows without the training rows. */
export interface InputStatistics {
  readonly rows: number
  readonly missing: number
  /** Of numbers, and of timestamps in microseconds since 1970; null where every value is missing. */
  readonly min?: number | null
  readonly max?: number | null
  /** Of numbers; `std` is that of the population. */
  readonly mean?: number | null
  readonly std?: number | null
  /** Of texts and truth values: how many different ones, and the most frequent 100. */
  readonly distinct?: number
  readonly top?: readonly { readonly value: string; readonly count: number }[]
  /** Of numbers: at 0, 5, 10 … 100 %, for telling drift. Artifacts of before 2026-11 have none. */
  readonly quantiles?: readonly number[]
}

/** A raw column that a fitted preparation reads. */
export interface InputColumn {
  readonly name: string
  readonly type: DataType
  readonly nullable: boolean
  readonly statistics: InputStatistics
}

const most = 100

/** What must be counted of a raw column for its statistics. */
export function inputCounts(column: ColumnNode): readonly Statistic[] {
  return isCounted(column) ? [{ kind: 'counts', of: column, top: most }] : []
}

/** What else must be measured of a raw column for its statistics. */
export function inputMoments(column: ColumnNode): readonly Statistic[] {
  return column.type === 'number' ? [{ kind: 'moments', of: column }] : []
}

/** The raw columns that features read, with what training saw in them. */
export function inputColumns(
  features: readonly Feature[],
  columns: readonly ColumnNode[],
  schema: TableSchema,
  knowledge: Knowledge,
): readonly InputColumn[] {
  const nullable = new Map(schema.columns.map(column => [column.name, column.nullable]))
  const nodes = new Map(columns.map(column => [column.name, column]))
  const exprs = features.map((feature): ExprNode => (feature.kind === 'value' ? feature.expr : feature.code))
  return columnsOf(...exprs)
    .filter(({ name }) => name !== FOLD)
    .map(({ name, type }) => ({
      name,
      type,
      nullable: nullable.get(name) ?? true,
      statistics: statisticsOf(nodes.get(name) as ColumnNode, knowledge),
    }))
}

function statisticsOf(column: ColumnNode, knowledge: Knowledge): InputStatistics {
  const { rows = 0, missing = 0, min = Number.NaN, max = Number.NaN } = factsOf(column, knowledge.facts) ?? {}
  const counted = inputCounts(column).map(statistic => knownMeasurement(statistic, knowledge))[0]
  if (counted?.kind === 'counts') {
    const { distinct, values, counts } = counted
    return {
      rows,
      missing,
      distinct,
      top: values.map((value, i) => ({ value: String(value), count: counts[i] as number })),
    }
  }
  const bounds = { rows, missing, min: orNull(min), max: orNull(max) }
  const moments = knowledge.moments.get(column)
  if (moments === undefined) return bounds
  return { ...bounds, mean: orNull(moments.mean), std: orNull(Math.sqrt(moments.variance)) }
}

function isCounted({ type }: ColumnNode): boolean {
  return type === 'text' || type === 'boolean'
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
