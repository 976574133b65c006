import { mergeSketches } from '../quality/load/content-sketch.ts'
import {
  mostListed,
  patternSample,
  type BooleanColumn,
  type ColumnProfileState,
  type DatasetProfile,
  type NumberColumn,
  type TextColumn,
  type TimestampColumn,
} from './dataset-profile.ts'
import { byCount, compareText } from './code-points.ts'
import { mergeDistinct } from './distinct-sketch.ts'
import { addExact } from './exact-sum.ts'
import { ProfilesDiffer } from './profiles-differ.ts'

/**
 * The profile of the rows of both: parts of a dataset, in any order and any grouping, give the same.
 *
 * @throws ProfilesDiffer when they have other columns
 */
export function mergeProfiles(a: DatasetProfile, b: DatasetProfile): DatasetProfile {
  const [columns, others] = [a, b].map(({ columns }) =>
    columns.map(({ name, type }) => `${name} ${type}`),
  ) as [string[], string[]]
  if (columns.join('\n') !== others.join('\n')) throw new ProfilesDiffer({ columns, others })
  return {
    format: 'sluice-profile',
    version: 1,
    rows: a.rows + b.rows,
    content: mergeSketches(a.content, b.content),
    columns: a.columns.map((column, i) => mergeColumns(column, b.columns[i] as ColumnProfileState)),
  }
}

function mergeColumns(a: ColumnProfileState, b: ColumnProfileState): ColumnProfileState {
  if (a.type === 'number' && b.type === 'number') return mergeNumbers(a, b)
  if (a.type === 'text' && b.type === 'text') return mergeTexts(a, b)
  if (a.type === 'boolean' && b.type === 'boolean') return mergeBooleans(a, b)
  if (a.type === 'timestamp' && b.type === 'timestamp') return mergeTimestamps(a, b)
  throw new TypeError(`columns of type ${a.type} and ${b.type}`)
}

function mergeNumbers(a: NumberColumn, b: NumberColumn): NumberColumn {
  const values = listed(a.values, b.values)?.toSorted(([x], [y]) => x - y)
  const sum = (i: 0 | 1 | 2) => addExact(a.sums[i], b.sums[i])
  return {
    ...base(a, b),
    type: 'number',
    negativeInfinite: a.negativeInfinite + b.negativeInfinite,
    positiveInfinite: a.positiveInfinite + b.positiveInfinite,
    min: least(a.min, b.min),
    max: most(a.max, b.max),
    sums: [sum(0), sum(1), sum(2)],
    zeros: a.zeros + b.zeros,
    distinct: mergeDistinct(a.distinct, b.distinct),
    bins: together(a.bins, b.bins).toSorted(([x], [y]) => x - y),
    ...(values && { values }),
  }
}

function mergeTexts(a: TextColumn, b: TextColumn): TextColumn {
  const values = listed(a.values, b.values)
  const [some, others] = [a, b].map(({ min }) => min !== null)
  const length =
    some && others
      ? {
          min: Math.min(a.length.min, b.length.min),
          max: Math.max(a.length.max, b.length.max),
          sum: a.length.sum + b.length.sum,
        }
      : (some ? a : b).length
  return {
    ...base(a, b),
    type: 'text',
    min: firstOf(a.min, b.min),
    max: lastOf(a.max, b.max),
    empty: a.empty + b.empty,
    length,
    distinct: mergeDistinct(a.distinct, b.distinct),
    frequent: byCount(together(a.frequent, b.frequent)),
    patterns: mergePatterns(a.patterns, b.patterns),
    ...(values && { values: byCount(values) }),
  }
}

function mergeBooleans(a: BooleanColumn, b: BooleanColumn): BooleanColumn {
  return { ...base(a, b), type: 'boolean', yes: a.yes + b.yes }
}

function mergeTimestamps(a: TimestampColumn, b: TimestampColumn): TimestampColumn {
  return {
    ...base(a, b),
    type: 'timestamp',
    distinct: mergeDistinct(a.distinct, b.distinct),
    infinite: a.infinite + b.infinite,
    min: least(a.min, b.min),
    max: most(a.max, b.max),
  }
}

function base(a: ColumnProfileState, b: ColumnProfileState) {
  return { name: a.name, missing: a.missing + b.missing }
}

type Counts<V> = readonly (readonly [value: V, count: number])[]

function together<V>(a: Counts<V>, b: Counts<V>): (readonly [V, number])[] {
  const counts = new Map(a)
  for (const [value, count] of b) counts.set(value, (counts.get(value) ?? 0) + count)
  return [...counts]
}

function listed<V>(a: Counts<V> | undefined, b: Counts<V> | undefined): (readonly [V, number])[] | undefined {
  if (a === undefined || b === undefined) return undefined
  const all = together(a, b)
  return all.length > mostListed ? undefined : all
}

function mergePatterns(a: TextColumn['patterns'], b: TextColumn['patterns']): TextColumn['patterns'] {
  const merged = new Map(a.map(entry => [entry[0], entry]))
  for (const [hash, pattern, count] of b) {
    const other = merged.get(hash)
    merged.set(hash, [hash, pattern, count + (other?.[2] ?? 0)])
  }
  return [...merged.values()].toSorted(([x], [y]) => (x < y ? -1 : 1)).slice(0, patternSample)
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

function most(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

function firstOf(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : compareText(a, b) < 0 ? a : b
}

function lastOf(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : compareText(a, b) < 0 ? b : a
}
