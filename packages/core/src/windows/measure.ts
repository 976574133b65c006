import type { ExprNode } from '@sluice/expr'

/** How events of a key become one value. */
export type MeasureKind =
  | 'count'
  | 'sum'
  | 'mean'
  | 'smallest'
  | 'largest'
  | 'deviation'
  | 'share'
  | 'distinct'
  | 'most-frequent'
  | 'latest'
  | 'earliest'
  | 'days-since-last'
  | 'days-since-first'
  | 'mean-gap'

/** One value per key over the events of a window. */
export interface EventMeasure {
  readonly kind: MeasureKind
  /** What is measured of an event; absent where events are counted or only their times matter. */
  readonly value?: ExprNode
  /** Only events for which this is true. */
  readonly where?: ExprNode
  /** The length of the window in days; absent for everything the source looks back at. */
  readonly days?: number
  /** How many days before `asOf` the window ends. */
  readonly ago: number
}

/** One measure divided by another. */
export interface RatioMeasure {
  readonly kind: 'ratio'
  readonly numerator: EventMeasure
  readonly denominator: EventMeasure
}

/** What one column of window features is made of. */
export type ColumnMeasure = EventMeasure | RatioMeasure

/**
 * What a name in a declaration of windows stands for: one column, or one for each of several windows. `T` is the type
 * of its values, `S` what is added to the name: `_7d`, or nothing.
 */
export interface Measure<out T, out S extends string = string> {
  readonly kind: 'measure'
  readonly columns: readonly { readonly suffix: string; readonly measure: ColumnMeasure }[]
  /** Type only. */
  readonly value?: T
  /** Type only. */
  readonly suffix?: S
}

/** What a key without any event has. */
export function absentValue({ kind }: ColumnMeasure): 0 | null {
  return kind === 'count' || kind === 'sum' || kind === 'distinct' ? 0 : null
}
