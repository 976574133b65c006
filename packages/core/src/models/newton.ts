import { inner } from './conjugate-gradient.ts'

/** A smooth convex function to be minimised. */
export interface Objective {
  evaluate(parameters: Float64Array): Evaluated
  /** Second derivatives at the parameters evaluated last. */
  hessian(): Hessian
}

/** Value and gradient at a point. */
export interface Evaluated {
  readonly value: number
  readonly gradient: Float64Array
}

/** Second derivatives: the diagonal, and a solver that may be as inexact as the present error allows. */
export interface Hessian {
  readonly diagonal: Float64Array
  solve(gradient: Float64Array, error: number): Float64Array
}

/** Where the search ended. `error` estimates how far the parameters are from the minimum, in their own units. */
export interface Minimum {
  readonly parameters: Float64Array
  readonly value: number
  readonly iterations: number
  readonly error: number
}

/** When to stop, and whom to tell. */
export interface NewtonOptions {
  readonly goal: number
  readonly maxIterations: number
  readonly onIteration?: (iteration: number, value: number) => void
}

interface Point extends Evaluated {
  readonly parameters: Float64Array
}

/**
 * Newton's method with backtracking. The Hessian, by far the dearest part, is kept as long as every step with it
 * reduces the error tenfold.
 */
export function minimise(objective: Objective, start: Float64Array, options: NewtonOptions): Minimum {
  let point: Point = { parameters: start, ...objective.evaluate(start) }
  let hessian = objective.hessian()
  let fresh = true
  let error = errorOf(point, hessian)
  let iterations = 0
  while (error > options.goal && iterations < options.maxIterations) {
    iterations++
    const next = stepFrom(objective, point, hessian.solve(point.gradient, error))
    if (next === undefined) {
      if (fresh) break
      objective.evaluate(point.parameters)
      hessian = objective.hessian()
      fresh = true
      continue
    }
    const reached = errorOf(next, hessian)
    // Rounding is all that is left when a step with the true Hessian no longer halves a small error.
    if (fresh && error <= acceptableError && reached > error / 2) break
    fresh = reached > error / 10
    if (fresh) hessian = objective.hessian()
    point = next
    error = fresh ? errorOf(point, hessian) : reached
    options.onIteration?.(iterations, point.value)
  }
  return { parameters: point.parameters, value: point.value, iterations, error }
}

/** Up to this error a search that cannot improve any more has converged. */
export const acceptableError = 1e-8

function errorOf({ gradient }: Evaluated, { diagonal }: Hessian): number {
  let worst = 0
  for (let i = 0; i < gradient.length; i++) {
    const slope = Math.abs(gradient[i] as number)
    if (slope > 0) worst = Math.max(worst, slope / (diagonal[i] as number))
  }
  return worst
}

function stepFrom(objective: Objective, from: Point, direction: Float64Array): Point | undefined {
  const slope = inner(from.gradient, direction)
  if (!(slope > 0)) return undefined
  // Values that close to each other differ by rounding only.
  const slack = 1e-12 * Math.abs(from.value)
  for (let length = 1; length > 1e-9; length /= 2) {
    const parameters = from.parameters.map((value, i) => value - length * (direction[i] as number))
    const reached = objective.evaluate(parameters)
    if (reached.value <= from.value - 1e-4 * length * slope + slack) return { parameters, ...reached }
  }
  return undefined
}
