/** How trees are grown; all options with their defaults, in a form that threads can be sent. */
export interface GrowSettings {
  readonly leaves: number
  readonly maxDepth: number
  readonly minLeafRows: number
  readonly minLeafHessian: number
  readonly l2: number
  readonly minGain: number
  /** Empty where no column is constrained. */
  readonly monotone: readonly (-1 | 0 | 1)[]
  readonly categories: {
    readonly smooth: number
    readonly l2: number
    readonly maxSet: number
    readonly minGroupRows: number
    readonly oneAgainstRest: number
  }
}
