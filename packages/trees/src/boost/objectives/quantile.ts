import { weightedQuantile } from './weighted-quantile.ts'
import type { Block, Loss, Scored } from './loss.ts'

/** Pinball loss, whose minimum is the `alpha`-quantile; leaves take that of their residuals. */
export function quantile(alpha: number): Loss {
  return {
    outputs: 1,
    constantHessian: true,
    largest: { gradient: Math.max(alpha, 1 - alpha), hessian: 1 },
    base: (target, weight) => [weightedQuantile(target, weight, alpha)],
    fill: (scored, from, to, block) => fill(alpha, scored, from, to, block),
    report: mean => mean,
    renew: alpha,
  }
}

function fill(
  alpha: number,
  { scores, target }: Scored,
  from: number,
  to: number,
  { gradient, hessian, loss }: Block,
): void {
  for (let row = from; row < to; row++) {
    const over = (scores[row] as number) - (target[row] as number)
    const i = row - from
    gradient[i] = over > 0 ? 1 - alpha : -alpha
    hessian[i] = 1
    loss[i] = over > 0 ? (1 - alpha) * over : -alpha * over
  }
}
