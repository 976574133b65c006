/** A symmetric positive definite operator known by its products with vectors. */
export interface Operator {
  readonly diagonal: Float64Array
  times(vector: Float64Array): Float64Array
}

/**
 * Solves `A x = b` by conjugate gradients preconditioned with the diagonal, until the residual is `tolerance` times
 * that of the start or `maxIterations` are done.
 */
export function conjugateGradient(
  { diagonal, times }: Operator,
  b: Float64Array,
  { tolerance, maxIterations }: { readonly tolerance: number; readonly maxIterations: number },
): Float64Array {
  const x = new Float64Array(b.length)
  const residual = b.slice()
  const scaled = residual.map((value, i) => value / (diagonal[i] as number))
  const direction = scaled.slice()
  let energy = inner(residual, scaled)
  const goal = energy * tolerance * tolerance
  for (let iteration = 0; iteration < maxIterations && energy > goal; iteration++) {
    const image = times(direction)
    const curvature = inner(direction, image)
    if (!(curvature > 0)) break
    const step = energy / curvature
    for (let i = 0; i < b.length; i++) {
      x[i] = (x[i] as number) + step * (direction[i] as number)
      residual[i] = (residual[i] as number) - step * (image[i] as number)
      scaled[i] = (residual[i] as number) / (diagonal[i] as number)
    }
    const next = inner(residual, scaled)
    const momentum = next / energy
    for (let i = 0; i < b.length; i++) {
      direction[i] = (scaled[i] as number) + momentum * (direction[i] as number)
    }
    energy = next
  }
  return x
}

/** The sum of products of two vectors. */
export function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
