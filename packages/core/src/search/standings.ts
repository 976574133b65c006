import type { PromotionRule } from '../scoring/definition.ts'
import type { Candidate } from './candidates.ts'
import { compareScores, type FoldResult } from './trial.ts'

/** How a trial of a rung did. */
export interface Standing {
  readonly trial: number
  readonly candidate: Candidate
  /** Mean over the folds; null when a fold was skipped or has no value. */
  readonly score: number | null
  /** Standard deviation over the folds. */
  readonly deviation: number | null
  readonly seconds: number
}

/** The trials of a rung, the best first; of equal ones the earlier. `results` holds the folds of each trial. */
export function standingsOf(
  metric: PromotionRule['metric'],
  results: readonly (readonly FoldResult[])[],
): readonly Standing[] {
  return results
    .flatMap((folds, trial) => standingOf(folds, trial) ?? [])
    .toSorted((a, b) => compareScores(metric, a.score, b.score) || a.trial - b.trial)
}

function standingOf(folds: readonly FoldResult[], trial: number): Standing | undefined {
  const fitted = folds.flatMap(fold => (fold.kind === 'fitted' ? [fold] : []))
  const [first] = fitted
  if (first === undefined) return undefined
  const scores = fitted.flatMap(({ score }) => (score === null ? [] : [score]))
  const complete = scores.length === folds.length
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
  return {
    trial,
    candidate: first.candidate,
    score: complete ? mean : null,
    deviation: complete ? Math.sqrt(variance) : null,
    seconds: secondsOf(folds),
  }
}

/** Time that fits took. */
export function secondsOf(folds: readonly FoldResult[]): number {
  return folds.reduce((sum, fold) => sum + (fold.kind === 'fitted' ? fold.seconds : 0), 0)
}
