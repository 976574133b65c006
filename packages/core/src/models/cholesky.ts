/** A factorised symmetric positive definite matrix. */
export interface Cholesky {
  /** Solves `A x = b`; coordinates of dependent columns are 0. */
  solve(b: Float64Array): Float64Array
  /** Columns that depend on earlier ones to within rounding, left out of the factorisation. */
  readonly dependent: readonly number[]
}

/**
 * Factorises the lower triangle (row after row) of a symmetric matrix, scaled to a unit diagonal first, so that the
 * units of the columns do not matter. A column that depends on earlier ones is left out instead of failing.
 */
export function cholesky(lower: Float64Array, size: number): Cholesky {
  const scale = Float64Array.from({ length: size }, (_, i) => {
    const diagonal = lower[i * size + i] as number
    return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0
  })
  const factor = new Float64Array(size * size)
  const dependent: number[] = []
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const entry = (lower[i * size + j] as number) * (scale[i] as number) * (scale[j] as number)
      const pivot = factor[j * size + j] as number
      factor[i * size + j] = pivot === 0 ? 0 : (entry - rowProduct(factor, i * size, j * size, j)) / pivot
    }
    const rest = (scale[i] === 0 ? 0 : 1) - rowProduct(factor, i * size, i * size, i)
    if (rest <= size * Number.EPSILON) dependent.push(i)
    else factor[i * size + i] = Math.sqrt(rest)
  }
  return { dependent, solve: b => solved(factor, scale, size, b) }
}

function rowProduct(factor: Float64Array, a: number, b: number, length: number): number {
  let sum = 0
  for (let k = 0; k < length; k++) sum += (factor[a + k] as number) * (factor[b + k] as number)
  return sum
}

function solved(factor: Float64Array, scale: Float64Array, size: number, b: Float64Array): Float64Array {
  const x = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const pivot = factor[i * size + i] as number
    if (pivot === 0) continue
    let sum = (b[i] as number) * (scale[i] as number)
    for (let k = 0; k < i; k++) sum -= (factor[i * size + k] as number) * (x[k] as number)
    x[i] = sum / pivot
  }
  for (let i = size - 1; i >= 0; i--) {
    const pivot = factor[i * size + i] as number
    if (pivot === 0) continue
    const value = (x[i] as number) / pivot
    x[i] = value
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (factor[i * size + k] as number) * value
  }
  for (let i = 0; i < size; i++) x[i] = (x[i] as number) * (scale[i] as number)
  return x
}
