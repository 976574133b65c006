/** How far predictions are from a numeric target; null without rows, `r2` also where the target is constant. */
export interface RegressionError {
  readonly rmse: number | null
  readonly mae: number | null
  readonly r2: number | null
}

/** Root mean squared error, mean absolute error and the share of variance explained. */
export function regressionError(target: Float64Array, prediction: Float64Array): RegressionError {
  const rows = target.length
  if (rows === 0) return { rmse: null, mae: null, r2: null }
  const mean = target.reduce((sum, value) => sum + value, 0) / rows
  let [squares, distances, spread] = [0, 0, 0]
  for (let i = 0; i < rows; i++) {
    const error = (prediction[i] as number) - (target[i] as number)
    squares += error * error
    distances += Math.abs(error)
    spread += ((target[i] as number) - mean) ** 2
  }
  return {
    rmse: Math.sqrt(squares / rows),
    mae: distances / rows,
    // Differences of tiny numbers have no squares in doubles.
    r2: target.every(value => value === target[0]) || spread === 0 ? null : 1 - squares / spread,
  }
}
