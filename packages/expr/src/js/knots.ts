/** The number of edges at or below `x`; NaN for NaN. */
export function bucketOf(edges: Float64Array, x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] as number) <= x) low = middle + 1
    else high = middle
  }
  return low
}

/** Knots of a piecewise linear function with the slopes computed once. */
export interface Line {
  readonly xs: Float64Array
  readonly ys: Float64Array
  /** `slopes[i]` belongs to the piece that starts at `xs[i]`. */
  readonly slopes: Float64Array
}

/** Precomputes slopes: `(y1 - y0) / (x1 - x0)` of each piece. */
export function lineThrough({
  xs,
  ys,
}: {
  readonly xs: readonly number[]
  readonly ys: readonly number[]
}): Line {
  const slopes = xs
    .slice(1)
    .map((x, i) => ((ys[i + 1] as number) - (ys[i] as number)) / (x - (xs[i] as number)))
  return { xs: Float64Array.from(xs), ys: Float64Array.from(ys), slopes: Float64Array.from(slopes) }
}

/** The value of a piecewise linear function, constant outside its ends; NaN for NaN. */
export function valueOnLine({ xs, ys, slopes }: Line, x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const piece = bucketOf(xs, x)
  if (piece === 0) return ys[0] as number
  if (piece === xs.length) return ys[piece - 1] as number
  return (slopes[piece - 1] as number) * (x - (xs[piece - 1] as number)) + (ys[piece - 1] as number)
}
