import { upperTail } from '../statistics/normal.ts'

/**
 * Standard deviations between two shares of `n` and of `m`, by the arcsine transformation, which holds for small
 * shares and numbers too.
 */
export function shareDistance(a: number, n: number, b: number, m: number): number {
  const gap = 2 * (Math.asin(Math.sqrt(unit(a))) - Math.asin(Math.sqrt(unit(b))))
  return gap / Math.sqrt(1 / n + 1 / m)
}

/** Probability of a distance at least as large in the furthest of `tests`, by chance (Bonferroni). */
export function chanceOf(distance: number, tests = 1): number {
  return Math.min(1, 2 * tests * upperTail(Math.abs(distance)))
}

function unit(share: number): number {
  return Math.min(1, Math.max(0, share))
}
