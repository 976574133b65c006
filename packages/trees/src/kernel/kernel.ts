import type { Scale } from '../grow/scale.ts'

/** The inner loops that take most of the time. Every implementation gives the same bits. */
export interface Kernel {
  readonly kind: 'script' | 'wasm'
  /** Adds the words of a part of the order of rows to the histogram that begins at `histograms[at]`. */
  addRows(rows: RowRange, scale: Scale, at: number): void
  /**
   * Puts the rows of a part of the order whose code in a column goes left before the others, each side as ascending as
   * before; `goesLeft` has a 1 for each such code, else 0. Returns how many go left.
   */
  divide(rows: RowRange, codes: Uint8Array, goesLeft: Uint8Array): number
  /**
   * Writes the rows `from` … `to` - 1 with their words to the order from position `at` on, and adds gradients and hessians
   * to the first two of the member's totals.
   */
  take(rows: RowRange, at: number, words: Int32Array, scale: Scale): void
  /** Adds a value to the margins of a part of the order of rows. */
  addValue(rows: RowRange, margins: Float64Array, value: number): void
  /**
   * Writes the words of rows for the log loss without weights, as the objective does, and returns the sum of their
   * losses; NaN, with words that are worth nothing, where it cannot.
   */
  readonly logLoss?: ((rows: RowRange, words: Int32Array, scale: Scale, salt: number) => number) | undefined
}

/** Rows, or a part of the order of rows. */
export interface RowRange {
  readonly from: number
  readonly to: number
}
