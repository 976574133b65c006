import type { Scale } from '../grow/scale.ts'

/** The inner loops that take most of the time. Every implementation gives the same bits. */
export interface Kernel {
  readonly kind: 'script' | 'wasm'
  /**
   * Adds the words of the rows `order[from]` … `order[to - 1]` for an output to the histogram that begins at
   * `histograms[at]`.
   */
  addRows(rows: RowRange, output: number, scale: Scale, at: number): void
}

/** A part of the order of rows. */
export interface RowRange {
  readonly from: number
  readonly to: number
}
