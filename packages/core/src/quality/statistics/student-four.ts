/**
 * The Student t distribution with four degrees of freedom, scaled to variance 1: tails as daily numbers often have, and
 * a closed form.
 */
export function heavyUpperTail(z: number): number {
  const t = Math.abs(z) * Math.SQRT2
  const s = t / Math.sqrt(4 + t * t)
  const gap = 4 / ((4 + t * t) * (1 + s))
  const tail = (gap ** 2 * (2 + s)) / 4
  return z >= 0 ? tail : 1 - tail
}

// Γ(5/2) / (Γ(2) √(4π)) over the scale of a variance of 1.
const atZero = 0.375 * Math.SQRT2

/** Its density at a distance, for a variance. */
export function heavyDensity(distance: number, variance: number): number {
  return (atZero / Math.sqrt(variance)) * (1 + (distance * distance) / (2 * variance)) ** -2.5
}
