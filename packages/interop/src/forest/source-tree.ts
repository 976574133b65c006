/** A node of a tree as a file of another tool has it; `left` and `right` are positions in the list of nodes. */
export type SourceNode = SourceLeaf | SourceSplit

/** The end of a path. */
export interface SourceLeaf {
  readonly kind: 'leaf'
  readonly value: number
  /** Rows, or sum of the weights of the rows, that ended here while training. */
  readonly cover: number
}

/** A question about one input. */
export interface SourceSplit {
  readonly kind: 'split'
  /** Position of the input in the forest's list of inputs. */
  readonly input: number
  /** A number at or below which rows go left, or the categories that go left. */
  readonly test: number | ReadonlySet<number>
  readonly missingLeft: boolean
  readonly left: number
  readonly right: number
  readonly cover: number
}
