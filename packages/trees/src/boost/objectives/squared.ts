import { meanOf, type Block, type Loss, type Scored } from './loss.ts'

/** Squared error; margins are the values themselves. */
export const squared: Loss = {
  outputs: 1,
  constantHessian: true,
  base: (target, weight) => [meanOf(target, weight)],
  fill,
  report: mean => Math.sqrt(mean),
}

function fill(
  { scores, target }: Scored,
  from: number,
  to: number,
  { gradient, hessian, loss }: Block,
): void {
  for (let row = from; row < to; row++) {
    const residual = (scores[row] as number) - (target[row] as number)
    const i = row - from
    gradient[i] = residual
    hessian[i] = 1
    loss[i] = residual * residual
  }
}
