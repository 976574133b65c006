/** Mean negative log-likelihood of targets 0 and 1, probabilities clipped by 2.2e-16; null without rows. */
export function logLoss(target: Float64Array, probability: Float64Array): number | null {
  if (target.length === 0) return null
  let sum = 0
  for (let i = 0; i < target.length; i++) {
    const p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability[i] as number))
    sum -= target[i] === 1 ? Math.log(p) : Math.log1p(-p)
  }
  return sum / target.length
}

/** Mean squared difference of probability and target; null without rows. */
export function brier(target: Float64Array, probability: Float64Array): number | null {
  if (target.length === 0) return null
  let sum = 0
  for (let i = 0; i < target.length; i++) sum += ((probability[i] as number) - (target[i] as number)) ** 2
  return sum / target.length
}
