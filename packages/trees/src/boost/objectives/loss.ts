/** What an objective writes for a block of rows; row `from + i` at position `i`, outputs one after the other. */
export interface Block {
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  readonly loss: Float64Array
}

/** Scores and targets of all rows, scores output after output. */
export interface Scored {
  readonly rows: number
  readonly scores: Float64Array
  readonly target: Float64Array
}

/** Shares and losses of evenly spaced margins, from -`largest` to `largest`. */
export interface LossTables {
  readonly largest: number
  readonly perUnit: number
  readonly shares: Float64Array
  readonly costs: Float64Array
}

/** An objective as the learner sees it. */
export interface Loss {
  /** Trees per round. */
  readonly outputs: number
  /** Whether the hessian is 1 for every row of weight 1. */
  readonly constantHessian: boolean
  /** The largest gradient and hessian of a row of weight 1, where they are known beforehand. */
  readonly largest?: { readonly gradient: number; readonly hessian: number }
  /** Margins to start from. */
  base(target: Float64Array, weight: Float64Array | undefined): readonly number[]
  /** Fills a block for the rows `from` … `to` - 1. */
  fill(scored: Scored, from: number, to: number, block: Block): void
  /** The loss of the curve from the weighted mean of the losses of rows. */
  report(mean: number): number
  /** Of log loss: the tables that it is computed from, for kernels that do the same. */
  readonly tables?: LossTables
  /** The quantile of the residuals that becomes the value of a leaf, where it is not the Newton step. */
  readonly renew?: number
}

/** Mean of a target, weighted where there are weights. */
export function meanOf(target: Float64Array, weight: Float64Array | undefined): number {
  let [sum, total] = [0, 0]
  for (let i = 0; i < target.length; i++) {
    const w = weight === undefined ? 1 : (weight[i] as number)
    sum += w * (target[i] as number)
    total += w
  }
  return sum / total
}
