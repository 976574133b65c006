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
}

/** A part of the order of rows. */
export interface RowRange {
  readonly from: number
  readonly to: number
}
