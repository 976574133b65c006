// Coefficients of the Chebyshev fit of erfc in Numerical Recipes §6.2: relative error below 1.2e-7 everywhere.
const chebyshev = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
]

/** Probability that a standard normal variable is above `z`; relative error below 1.2e-7 also far in the tail. */
export function upperTail(z: number): number {
  const x = Math.abs(z) * Math.SQRT1_2
  const t = 1 / (1 + x / 2)
  const exponent = chebyshev.reduceRight((sum, coefficient) => sum * t + coefficient, 0)
  const tail = (t / 2) * Math.exp(exponent - x * x)
  return z >= 0 ? tail : 1 - tail
}

/** The `z` above which a standard normal variable lies with probability `p`; at most 38, where `p` underflows. */
export function upperQuantile(p: number): number {
  if (p > 0.5) return -upperQuantile(1 - p)
  let low = 0
  let high = 38
  for (let i = 0; i < 60 && high - low > 1e-10; i++) {
    const middle = (low + high) / 2
    if (upperTail(middle) > p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
