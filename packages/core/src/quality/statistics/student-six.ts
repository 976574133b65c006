/**
 * The Student t distribution with six degrees of freedom, scaled to variance 1: tails as daily numbers often have, and
 * a closed form.
 */
export function heavyUpperTail(z: number): number {
  const t = Math.abs(z) * Math.sqrt(1.5)
  const s = t / Math.sqrt(6 + t * t)
  const gap = 6 / ((6 + t * t) * (1 + s))
  const tail = (gap ** 3 * (8 + 9 * s + 3 * s * s)) / 16
  return z >= 0 ? tail : 1 - tail
}

// Γ(7/2) / (Γ(3) √(6π)) over the scale of a variance of 1.
const atZero = 0.3827327723098713 * Math.sqrt(1.5)

/** Its density at a distance, for a variance. */
export function heavyDensity(distance: number, variance: number): number {
  return (atZero / Math.sqrt(variance)) * (1 + (distance * distance) / (4 * variance)) ** -3.5
}
