import { lowerGamma, upperGamma } from './incomplete-gamma.ts'

/** Probabilities of at most and of at least what was seen. */
export interface Tails {
  readonly lower: number
  readonly upper: number
}

/** Tails of a Poisson variable with mean `mu` at the whole number `count`. */
export function poissonTails(count: number, mu: number): Tails {
  if (mu <= 0) return { lower: 1, upper: count > 0 ? 0 : 1 }
  return { lower: upperGamma(count + 1, mu), upper: count <= 0 ? 1 : lowerGamma(count, mu) }
}

/** The probability that a chi-squared variable with `df` degrees of freedom is above `x`. */
export function chiSquaredTail(x: number, df: number): number {
  return upperGamma(df / 2, x / 2)
}
