import type { ExprNode } from '@sluice/expr'

/**
 * One output of the preparation. Both forms are row-level expressions over the raw columns.
 *
 * - `value`: one number (or, between transforms, one text) per row.
 * - `indicators`: a block of 0/1 columns given by the index of the one that is 1; a missing code is all zeros.
 */
export type Feature = ValueFeature | IndicatorFeature

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

/** The column of training rows that holds the fold (0 … folds-1) of the trainer's fold plan. */
export const FOLD = '__fold'
/** The column of training rows that holds the target (0 or 1, or a number for regression). */
export const TARGET = '__target'

/** What a transform needs to know about the training rows. All statistics of a stage are measured in one statement. */
export type Statistic =
  | { readonly kind: 'moments'; readonly of: ExprNode }
  | { readonly kind: 'extremes'; readonly of: ExprNode }
  | {
      readonly kind: 'quantiles'
      readonly of: ExprNode
      readonly at: readonly number[]
      readonly method: 'linear' | 'averaged-inverted-cdf'
    }
  | { readonly kind: 'counts'; readonly of: ExprNode }
  | { readonly kind: 'target-counts'; readonly of: ExprNode }

/** Results, in the order of the statistics asked for. Missing values are left out except where a field says so. */
export type Measurement =
  /** Population variance; `mean` and `variance` are NaN when every value is missing. */
  | {
      readonly kind: 'moments'
      readonly rows: number
      readonly missing: number
      readonly mean: number
      readonly variance: number
    }
  | { readonly kind: 'extremes'; readonly missing: number; readonly min: number; readonly max: number }
  | { readonly kind: 'quantiles'; readonly missing: number; readonly values: readonly number[] }
  /** Values in ascending order (numbers; text by code point). */
  | {
      readonly kind: 'counts'
      readonly missing: number
      readonly values: readonly (string | number)[]
      readonly counts: readonly number[]
    }
  /** One entry per (value, fold); a missing value is `null`. */
  | {
      readonly kind: 'target-counts'
      readonly entries: readonly {
        readonly value: string | number | null
        readonly fold: number
        readonly count: number
        readonly sum: number
        readonly sumOfSquares: number
      }[]
    }

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
  /** Which features it takes: `number`, `text`, or `any` values. Indicators are always final. */
  readonly takes: 'number' | 'text' | 'timestamp' | 'any'
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
