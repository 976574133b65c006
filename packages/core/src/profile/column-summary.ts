import { quantilesOf } from './bin-quantiles.ts'
import {
  mostListed,
  type BooleanColumn,
  type ColumnProfileState,
  type DatasetProfile,
  type NumberColumn,
  type TextColumn,
  type TimestampColumn,
} from './dataset-profile.ts'
import { estimateDistinct } from './distinct-sketch.ts'
import { momentsOf, momentsOfValues } from './moments.ts'

/** A value and how many rows have it. */
export interface ValueCount<V> {
  readonly value: V
  readonly count: number
}

/** What a profile says of a column, in numbers to read. Shares are of all rows. */
export type ColumnSummary = SummaryBase & (NumberSummary | TextSummary | BooleanSummary | TimestampSummary)

interface SummaryBase {
  readonly name: string
  readonly rows: number
  readonly missing: number
  readonly missingShare: number
  /** Different values: exact where `isExact`, else to about 2.3 %. */
  readonly distinct: number
  readonly isExact: boolean
}

/** Of numbers. Mean, deviation and skewness are of the finite ones; null where there are none. */
export interface NumberSummary {
  readonly type: 'number'
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly variance: number | null
  readonly deviation: number | null
  readonly skewness: number | null
  /** At 5, 25, 50, 75 and 95 %. */
  readonly quantiles: readonly (number | null)[]
  readonly zeros: number
  readonly negatives: number
  readonly infinite: number
  /** The ten most frequent values; empty where there are more than 256 different ones. */
  readonly top: readonly ValueCount<number>[]
}

/** Of texts. */
export interface TextSummary {
  readonly type: 'text'
  readonly min: string | null
  readonly max: string | null
  readonly empty: number
  readonly length: { readonly min: number; readonly max: number; readonly mean: number } | null
  /** The ten most frequent values, where there are few; else those that at least a 64th of the rows have. */
  readonly top: readonly ValueCount<string>[]
  /** Shares of different values with a pattern, the most frequent five; of a sample of 128 values where there are more. */
  readonly patterns: readonly { readonly pattern: string; readonly share: number }[]
}

/** Of truth values. */
export interface BooleanSummary {
  readonly type: 'boolean'
  readonly yes: number
  readonly no: number
}

/** Of instants, as ISO 8601 in UTC. */
export interface TimestampSummary {
  readonly type: 'timestamp'
  readonly min: string | null
  readonly max: string | null
  readonly infinite: number
}

const shown = { values: 10, patterns: 5 } as const

/** What a profile says of each column. */
export function summarise({ rows, columns }: DatasetProfile): readonly ColumnSummary[] {
  return columns.map(column => summariseColumn(column, rows))
}

function summariseColumn(column: ColumnProfileState, rows: number): ColumnSummary {
  const { name, missing } = column
  const base = {
    name,
    rows,
    missing,
    missingShare: rows === 0 ? 0 : missing / rows,
    ...distinctOf(column, rows),
  }
  if (column.type === 'number') return { ...base, ...numberSummary(column, rows - missing) }
  if (column.type === 'text') return { ...base, ...textSummary(column, rows - missing) }
  if (column.type === 'boolean') return { ...base, ...booleanSummary(column, rows - missing) }
  return { ...base, ...timestampSummary(column) }
}

function distinctOf(column: ColumnProfileState, rows: number): Pick<SummaryBase, 'distinct' | 'isExact'> {
  const present = rows - column.missing
  if (column.type === 'boolean') {
    return { distinct: Number(column.yes > 0) + Number(column.yes < present), isExact: true }
  }
  if (column.type !== 'timestamp' && column.values !== undefined) {
    const ends =
      column.type === 'number' ? Number(column.negativeInfinite > 0) + Number(column.positiveInfinite > 0) : 0
    return { distinct: column.values.length + ends, isExact: true }
  }
  const estimate = Math.round(estimateDistinct(column.distinct))
  const least = column.type === 'timestamp' ? Math.min(1, present) : mostListed + 1
  return { distinct: Math.min(present, Math.max(least, estimate)), isExact: false }
}

function numberSummary(column: NumberColumn, present: number): NumberSummary {
  const { min, max, zeros, negativeInfinite, positiveInfinite, sums, bins, values } = column
  const infinite = negativeInfinite + positiveInfinite
  const size = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0))
  const moments = values === undefined ? momentsOf(present - infinite, size, sums) : momentsOfValues(values)
  const { mean, variance, skewness } = moments
  return {
    type: 'number',
    min: negativeInfinite > 0 ? -Infinity : positiveInfinite > 0 && min === null ? Infinity : min,
    max: positiveInfinite > 0 ? Infinity : negativeInfinite > 0 && max === null ? -Infinity : max,
    mean,
    variance,
    deviation: variance === null ? null : Math.sqrt(variance),
    skewness,
    quantiles: quantilesOf(column, [0.05, 0.25, 0.5, 0.75, 0.95]),
    zeros,
    negatives: negativeInfinite + bins.reduce((sum, [bin, count]) => sum + (bin >= 65_536 ? count : 0), 0),
    infinite,
    top: (values ?? [])
      .toSorted(([a, n], [b, m]) => m - n || a - b)
      .slice(0, shown.values)
      .map(([value, count]) => ({ value, count })),
  }
}

function textSummary(column: TextColumn, present: number): TextSummary {
  const { min, max, empty, length, values, frequent, patterns } = column
  const counts = new Map<string, number>()
  for (const [, pattern] of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  return {
    type: 'text',
    min,
    max,
    empty,
    length: present === 0 ? null : { min: length.min, max: length.max, mean: length.sum / present },
    top: (values ?? frequent).slice(0, shown.values).map(([value, count]) => ({ value, count })),
    patterns: [...counts]
      .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, shown.patterns)
      .map(([pattern, count]) => ({ pattern, share: count / patterns.length })),
  }
}

function booleanSummary({ yes }: BooleanColumn, present: number): BooleanSummary {
  return { type: 'boolean', yes, no: present - yes }
}

function timestampSummary({ min, max, infinite }: TimestampColumn): TimestampSummary {
  return { type: 'timestamp', min: isoOf(min), max: isoOf(max), infinite }
}

/** Beyond the years that a Date can hold there is no ISO form. */
function isoOf(micros: number | null): string | null {
  if (micros === null) return null
  const date = new Date(Math.floor(micros / 1000))
  return Number.isNaN(date.getTime()) ? `${micros} µs` : date.toISOString()
}
