import type { ExprNode } from '@sluice/expr'

/**
 * One output of the preparation. Both forms are row-level expressions over the raw columns.
 *
 * - `value`: one number (or, between transforms, one text) per row.
 * - `indicators`: a block of 0/1 columns given by the index of the one that is 1; a missing code is all zeros.
 * - `categories`: one category per row, for learners that split by category; a missing code is a missing category.
 */
export type Feature = ValueFeature | IndicatorFeature | CategoriesFeature

/** One value per row. `training` replaces `expr` on training rows where encoding is cross-fitted (reads `FOLD`). */
export interface ValueFeature {
  readonly kind: 'value'
  readonly name: string
  readonly expr: ExprNode
  readonly training?: ExprNode
}

/** A block of 0/1 columns, one per name; `code` counts from 0 in the order of `names`. */
export interface IndicatorFeature {
  readonly kind: 'indicators'
  /** The column the block was made from. */
  readonly name: string
  readonly names: readonly string[]
  readonly code: ExprNode
}

/** One category per row: `code` is its position in `names`, missing where the category is missing or unknown. */
export interface CategoriesFeature {
  readonly kind: 'categories'
  readonly name: string
  readonly names: readonly string[]
  readonly code: ExprNode
}

/** The column of training rows that holds the fold (0 … folds-1) of the trainer's fold plan. */
export const FOLD = '__fold'
/** The column of training rows that holds the target (0 or 1, or a number for regression). */
export const TARGET = '__target'

/**
 * What a transform needs to know about the training rows. All statistics of a stage are measured in one statement.
 * Results do not depend on the order of the rows or on the number of threads, to the last bit.
 */
export type Statistic =
  /** Only how many values are missing. */
  | { readonly kind: 'missing'; readonly of: ExprNode }
  | { readonly kind: 'moments'; readonly of: ExprNode }
  | { readonly kind: 'extremes'; readonly of: ExprNode }
  | {
      readonly kind: 'quantiles'
      readonly of: ExprNode
      readonly at: readonly number[] | EvenShares
      readonly method: 'linear' | 'averaged-inverted-cdf'
    }
  /** Values for a search that reads them many times: all of them, or every so many-th of more than 100 000. */
  | { readonly kind: 'sample'; readonly of: ExprNode }
  /** With `top` only that many of the most frequent values, of equally frequent ones the smallest first. */
  | { readonly kind: 'counts'; readonly of: ExprNode; readonly top?: number }
  | { readonly kind: 'target-counts'; readonly of: ExprNode }
  /**
   * The `top` most frequent terms of texts in the form of the operation `words`: runs of so many words, at least and at
   * most, that are in at least `least` rows (below 1: that share of them). Of equally frequent ones the first.
   */
  | {
      readonly kind: 'terms'
      readonly of: ExprNode
      readonly top: number
      readonly least: number
      readonly ngrams: readonly [number, number]
    }

/** So many shares from 0 to 1, the same distance apart, but no more than there are rows. */
export interface EvenShares {
  readonly evenly: number
}

/** Results, in the order of the statistics asked for. Missing values are left out except where a field says so. */
export type Measurement =
  | { readonly kind: 'missing'; readonly missing: number }
  /** Population variance; `mean` and `variance` are NaN when every value is missing. */
  | {
      readonly kind: 'moments'
      readonly rows: number
      readonly missing: number
      readonly mean: number
      readonly variance: number
    }
  /** NaN when every value is missing. */
  | { readonly kind: 'extremes'; readonly missing: number; readonly min: number; readonly max: number }
  /** NaN when every value is missing. */
  | { readonly kind: 'quantiles'; readonly missing: number; readonly values: readonly number[] }
  | SampleMeasurement
  | CountsMeasurement
  | TargetMeasurement
  | TermsMeasurement

/** Terms by code point, with the number of rows that have each; `rows` counts all, missing ones too. */
export interface TermsMeasurement {
  readonly kind: 'terms'
  readonly rows: number
  readonly terms: readonly string[]
  readonly rowsWith: readonly number[]
}

/** Values in ascending order, equal ones as often as they occur. */
export interface SampleMeasurement {
  readonly kind: 'sample'
  readonly missing: number
  readonly values: readonly number[]
}

/** Values in ascending order (numbers; text by code point; false before true), or the most frequent first. */
export interface CountsMeasurement {
  readonly kind: 'counts'
  readonly missing: number
  readonly distinct: number
  readonly values: readonly PresentCategory[]
  readonly counts: readonly number[]
}

/** One entry per value and fold; sums are of the target minus `shift`, a number near its mean, and of its square. */
export interface TargetMeasurement {
  readonly kind: 'target-counts'
  readonly shift: number
  readonly entries: readonly {
    readonly value: Category
    readonly fold: number
    readonly count: number
    readonly sum: number
    readonly sumOfSquares: number
  }[]
}

/** A value that categories may have. */
export type PresentCategory = string | number | boolean
/** A category as training had it; `null` is the missing one. */
export type Category = PresentCategory | null

/** A transform before fitting: a kind and its options, nothing learned. */
export interface Transform {
  readonly kind: string
}

/**
 * Behaviour of one kind of transform. `fit` is pure: it turns measurements into row-level expressions, so that
 * nothing that needs a full pass is left in a fitted pipeline.
 */
export interface TransformKind<T extends Transform = Transform> {
  readonly kind: T['kind']
  /** Which values it takes; `category`: numbers, texts and booleans. Indicators are always final. */
  readonly takes: 'number' | 'timestamp' | 'text' | 'category'
  /** True when fitting uses the target (then it is cross-fitted on the trainer's folds). */
  readonly usesTarget?: boolean
  statistics(transform: T, input: ValueFeature): readonly Statistic[]
  fit(transform: T, input: ValueFeature, measured: readonly Measurement[]): FittedTransform
}

/** What fitting gives: the features that replace the input, and warnings worth a person's attention. */
export interface FittedTransform {
  readonly features: readonly Feature[]
  readonly warnings?: readonly string[]
}

/** Applies the same operations to the value of training rows and to that of all others. */
export function mapValue(input: ValueFeature, map: (value: ExprNode) => ExprNode): ValueFeature {
  const { training, ...rest } = input
  return { ...rest, expr: map(input.expr), ...(training && { training: map(training) }) }
}

/** A feature without a single value to learn from is left out, with a warning. */
export function leftOut({ name }: ValueFeature): FittedTransform {
  return { features: [], warnings: [`"${name}" has no values in training and is left out`] }
}

/** A measurement as the kind it must be. */
export function measured<K extends Measurement['kind']>(
  measurement: Measurement | undefined,
  kind: K,
): Extract<Measurement, { readonly kind: K }> {
  if (measurement?.kind !== kind) {
    throw new TypeError(`expected ${kind}, got ${measurement?.kind ?? 'nothing'}`)
  }
  return measurement as Extract<Measurement, { readonly kind: K }>
}
