import { lnGamma } from '../../checks/student-t.ts'

/** Regularised lower incomplete gamma function P(a, x): series below a + 1, continued fraction above (NR §6.2). */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0
  return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), exact where it is small. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
}

const most = 1000
const precision = 1e-14

function front(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - lnGamma(a))
}

function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let i = 1; i < most; i++) {
    term *= x / (a + i)
    sum += term
    if (term < sum * precision) break
  }
  return sum * front(a, x)
}

function fraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let result = d
  for (let i = 1; i < most; i++) {
    const step = -i * (i - a)
    b += 2
    d = 1 / (step * d + b || tiny)
    c = b + step / c || tiny
    const factor = d * c
    result *= factor
    if (Math.abs(factor - 1) < precision) break
  }
  return result * front(a, x)
}
