import { countBelow, presentAscending, quantileOf } from './quantiles.ts'

/** Values to be judged, however they are counted: in memory, or by a database. */
export interface NumberSample {
  readonly rows: number
  /** Rows with a value. */
  readonly present: number
  readonly mean: number
  /** How many values are below `edge`, or at most `edge`: asked for quantiles of the reference. */
  readonly countBelow: (edge: number, inclusive: boolean) => number
  /** The quantile at a share: asked for 0.1, 0.2 … 0.9. */
  readonly quantile: (share: number) => number
}

/** A sample of values in memory; NaN is missing. */
export function sampleOf(values: Iterable<number>): NumberSample {
  const all = Float64Array.from(values)
  const ascending = presentAscending(all)
  return {
    rows: all.length,
    present: ascending.length,
    mean: ascending.reduce((sum, value) => sum + value, 0) / ascending.length,
    countBelow: (edge, inclusive) => countBelow(ascending, edge, inclusive),
    quantile: share => quantileOf(ascending, share),
  }
}
