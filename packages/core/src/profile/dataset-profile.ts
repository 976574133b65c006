import type { ContentSketch } from '../quality/load/content-sketch.ts'
import type { ExactSum } from './exact-sum.ts'

/**
 * What a dataset holds, in a few numbers per column. Plain JSON; made in one pass, and mergeable: profiles of parts give
 * the profile of the whole, whatever their order. Read it with `summarise`.
 */
export interface DatasetProfile {
  readonly format: 'sluice-profile'
  readonly version: 1
  readonly rows: number
  /** Equal for equal rows in any order. Its hashes are not those of `contentSketchSql`. */
  readonly content: ContentSketch
  readonly columns: readonly ColumnProfileState[]
}

/** What a column holds. */
export type ColumnProfileState = NumberColumn | TextColumn | BooleanColumn | TimestampColumn

interface ColumnBase {
  readonly name: string
  readonly missing: number
}

/** A column with values that are too many to be listed. */
interface CountedColumn<V> extends ColumnBase {
  /** Registers of a HyperLogLog sketch, a character each. */
  readonly distinct: string
  /** Every value with its count, where there are at most {@link mostListed}. */
  readonly values?: readonly (readonly [value: V, count: number])[]
}

/** Numbers. What is infinite is counted and otherwise left out. */
export interface NumberColumn extends CountedColumn<number> {
  readonly type: 'number'
  readonly negativeInfinite: number
  readonly positiveInfinite: number
  /** Null where there is no finite value. */
  readonly min: number | null
  readonly max: number | null
  /** Sums of the values, of their squares and of their cubes; each value is exact to 12 digits. */
  readonly sums: readonly [ExactSum, ExactSum, ExactSum]
  readonly zeros: number
  /** Counts by size: see `binOf`. */
  readonly bins: readonly (readonly [bin: number, count: number])[]
}

/** Texts. */
export interface TextColumn extends CountedColumn<string> {
  readonly type: 'text'
  /** The first and the last by code point, shortened to 100 characters; null where there is none. */
  readonly min: string | null
  readonly max: string | null
  readonly empty: number
  /** Characters: least, most, and of all values together. */
  readonly length: { readonly min: number; readonly max: number; readonly sum: number }
  /** Values of at least a 64th of the rows of a part, with what those parts hold of them. */
  readonly frequent: readonly (readonly [value: string, count: number])[]
  /** The patterns of the values with the smallest hashes: a sample that does not depend on order. */
  readonly patterns: readonly (readonly [hash: string, pattern: string, count: number])[]
}

/** Truth values. */
export interface BooleanColumn extends ColumnBase {
  readonly type: 'boolean'
  readonly yes: number
}

/** Instants, in microseconds since 1970 (UTC). */
export interface TimestampColumn extends ColumnBase {
  readonly type: 'timestamp'
  readonly distinct: string
  readonly infinite: number
  readonly min: number | null
  readonly max: number | null
}

/** So many different values are listed one by one; of more the most frequent are known only approximately. */
export const mostListed = 256
/** Values of at least one in so many rows are listed in any case. */
export const frequentPart = 64
/** How many values a sample of patterns holds. */
export const patternSample = 128
