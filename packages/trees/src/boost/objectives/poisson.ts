import { meanOf, type Block, type Loss, type Scored } from './loss.ts'

/** Counts with margins that are the log of their mean. */
export const poisson: Loss = {
  outputs: 1,
  constantHessian: false,
  base: (target, weight) => [Math.log(meanOf(target, weight))],
  fill,
  report: mean => mean,
}

// As LightGBM's poisson_max_delta_step: a larger hessian keeps the first steps of rare counts small.
const hessianFactor = Math.exp(0.7)

function fill(
  { scores, target }: Scored,
  from: number,
  to: number,
  { gradient, hessian, loss }: Block,
): void {
  for (let row = from; row < to; row++) {
    const count = target[row] as number
    const mean = Math.exp(scores[row] as number)
    const i = row - from
    gradient[i] = mean - count
    hessian[i] = mean * hessianFactor
    loss[i] = 2 * ((count > 0 ? count * (Math.log(count) - (scores[row] as number)) : 0) - count + mean)
  }
}
