/** A tree that is being grown, in arrays that are used again for the next. */
export interface Tree {
  nodes: number
  leaves: number
  readonly column: Int32Array
  /** Bin of the last value that goes left; -1 where sets are split. */
  readonly bin: Int32Array
  readonly missingLeft: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly gain: Float64Array
  /** 256 per node: 1 where the code goes left. */
  readonly goesLeft: Uint8Array
  readonly value: Float64Array
  /** Where the member's rows of each leaf lie in the order of rows. */
  readonly start: Int32Array
  readonly own: Int32Array
  /** Rows of each leaf. */
  readonly count: Int32Array
}

/** Room for a tree of so many leaves. */
export function emptyTree(leaves: number): Tree {
  return {
    nodes: 0,
    leaves: 1,
    column: new Int32Array(leaves),
    bin: new Int32Array(leaves),
    missingLeft: new Uint8Array(leaves),
    left: new Int32Array(leaves),
    right: new Int32Array(leaves),
    gain: new Float64Array(leaves),
    goesLeft: new Uint8Array(leaves * 256),
    value: new Float64Array(leaves),
    start: new Int32Array(leaves),
    own: new Int32Array(leaves),
    count: new Int32Array(leaves),
  }
}
