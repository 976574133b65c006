/** A leaf while its tree grows; sums in units of the gradients. */
export interface Leaf {
  /** Where the member's rows lie, and how many they are. */
  start: number
  own: number
  /** Rows of all members. */
  count: number
  gradient: number
  hessian: number
  depth: number
  /** Where its histogram is kept, or -1. */
  slot: number
  /** Values that constraints allow, in units. */
  low: number
  high: number
  value: number
  /** The node whose child it is, and on which side; -1 for the root. */
  parent: number
  isLeft: boolean
  best: BestSplit | undefined
}

/** The best split of a leaf over all columns. */
export interface BestSplit {
  readonly column: number
  readonly gain: number
  readonly bin: number
  readonly missing: number
  readonly leftGradient: number
  readonly leftHessian: number
  readonly leftValue: number
  readonly rightValue: number
  /** Bins that go left, as bits, of a split by sets. */
  readonly set: Int32Array
}
