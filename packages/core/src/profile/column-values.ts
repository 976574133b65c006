/** Values of a column of a chunk as they lie in memory; `present` has a bit for each that is there, null: all are. */
export interface Words {
  readonly rows: number
  /** Two words of 32 bits for each value, the lower one first. */
  readonly words: Int32Array
  readonly present: Uint8Array | null
}

/** Whether the value of a row is there. */
export function isPresent(present: Uint8Array, row: number): boolean {
  return (((present[row >> 3] as number) >> (row & 7)) & 1) === 1
}
