import { lnGamma } from '../../checks/student-t.ts'
import { lowerGamma, upperGamma } from './incomplete-gamma.ts'

/** Probabilities of at most and of at least what was seen. */
export interface Tails {
  readonly lower: number
  readonly upper: number
}

/** Tails of a Poisson variable with mean `mu` at the whole number `count`. */
export function poissonTails(count: number, mu: number): Tails {
  if (mu <= 0) return { lower: 1, upper: count > 0 ? 0 : 1 }
  if (count <= 0) return { lower: Math.exp(-mu), upper: 1 }
  // What is small is calculated, and the rest follows from it.
  const exactly = Math.exp(count * Math.log(mu) - mu - lnGamma(count + 1))
  if (mu < count) {
    const upper = lowerGamma(count, mu)
    return { lower: Math.min(1, 1 - upper + exactly), upper }
  }
  const lower = upperGamma(count + 1, mu)
  return { lower, upper: Math.min(1, 1 - lower + exactly) }
}

/** The probability that a chi-squared variable with `df` degrees of freedom is above `x`. */
export function chiSquaredTail(x: number, df: number): number {
  return upperGamma(df / 2, x / 2)
}
