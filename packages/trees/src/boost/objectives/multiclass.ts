import type { Block, Loss, Scored } from './loss.ts'
import { blockRows } from '../../grow/workspace.ts'

/** Log loss of several classes; a class's share is e^margin divided by the sum over all classes. */
export function multiclass(classes: number): Loss {
  return {
    outputs: classes,
    constantHessian: false,
    largest: { gradient: 1, hessian: classes / (classes - 1) / 4 },
    base: (target, weight) => baseOf(classes, target, weight),
    fill: (scored, from, to, block) => fill(classes, scored, from, to, block),
    report: mean => mean,
  }
}

function baseOf(classes: number, target: Float64Array, weight: Float64Array | undefined): readonly number[] {
  const sums = new Float64Array(classes)
  let total = 0
  for (let i = 0; i < target.length; i++) {
    const w = weight === undefined ? 1 : (weight[i] as number)
    ;(sums[target[i] as number] as number) += w
    total += w
  }
  // A class that does not occur keeps a margin that exp() can take.
  return Array.from(sums, sum => Math.log(Math.max(sum / total, 1e-15)))
}

function fill(
  classes: number,
  { rows, scores, target }: Scored,
  from: number,
  to: number,
  { gradient, hessian, loss }: Block,
): void {
  const factor = classes / (classes - 1)
  for (let row = from; row < to; row++) {
    const i = row - from
    let largest = -Infinity
    for (let k = 0; k < classes; k++) largest = Math.max(largest, scores[k * rows + row] as number)
    let sum = 0
    for (let k = 0; k < classes; k++) {
      const e = Math.exp((scores[k * rows + row] as number) - largest)
      gradient[k * blockRows + i] = e
      sum += e
    }
    const own = target[row] as number
    for (let k = 0; k < classes; k++) {
      const p = (gradient[k * blockRows + i] as number) / sum
      gradient[k * blockRows + i] = k === own ? p - 1 : p
      hessian[k * blockRows + i] = factor * p * (1 - p)
    }
    loss[i] = Math.log(sum) + largest - (scores[own * rows + row] as number)
  }
}
