import type { CurvePoint } from './boosted.ts'
import type { BoostSettings } from './job.ts'

/** The round with the least loss on the validation rows that counts as better than those before it. */
export function bestRound(curve: readonly CurvePoint[], minDelta: number): number {
  let [best, loss] = [0, Infinity]
  for (const { iteration, validation = Infinity } of curve) {
    if (!(validation < loss - minDelta)) continue
    best = iteration
    loss = validation
  }
  return best
}

/** Whether rounds have gone by without a better one. */
export function isOver(curve: readonly CurvePoint[], { earlyStopping }: BoostSettings): boolean {
  if (earlyStopping === undefined) return false
  return curve.length - bestRound(curve, earlyStopping.minDelta) >= earlyStopping.rounds
}
