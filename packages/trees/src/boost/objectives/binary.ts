import { meanOf, type Block, type Loss, type Scored } from './loss.ts'

/** Log loss of 0 and 1; margins are log odds. */
export const binary: Loss = {
  outputs: 1,
  constantHessian: false,
  largest: { gradient: 1, hessian: 0.25 },
  base(target, weight) {
    const mean = meanOf(target, weight)
    return [Math.log(mean / (1 - mean))]
  },
  fill,
  report: mean => mean,
}

function fill(
  { scores, target }: Scored,
  from: number,
  to: number,
  { gradient, hessian, loss }: Block,
): void {
  for (let row = from; row < to; row++) {
    const score = scores[row] as number
    const isOne = (target[row] as number) > 0
    // e^-|score| cannot overflow; the probabilities of both classes follow from it.
    const e = Math.exp(score > 0 ? -score : score)
    const less = e / (1 + e)
    const p = score > 0 ? 1 - less : less
    const i = row - from
    gradient[i] = isOne ? p - 1 : p
    hessian[i] = less * (1 - less)
    loss[i] = Math.log1p(e) + (isOne === score > 0 ? 0 : Math.abs(score))
  }
}
