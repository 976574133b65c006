const dayMs = 86_400_000

/** The past dates a model is trained and evaluated on, newest first. */
export interface TrainingDates {
  readonly training: readonly Date[]
  /** After every training date by at least the label's horizon, so no label of training reaches into them. */
  readonly evaluation: readonly Date[]
}

/**
 * Counts dates back from `asOf`: evaluation dates are the newest whose labels are mature at `asOf`; training dates
 * are weekly, the newest a whole horizon before the oldest evaluation date.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { trainingDates } from '@sluice/core'
 *
 * const dates = trainingDates(new Date('2011-11-29'), { weekly: 20, evaluationDates: 1, horizonDays: 28 })
 * assert.equal(dates.evaluation[0]?.toISOString().slice(0, 10), '2011-11-01')
 * assert.equal(dates.training[0]?.toISOString().slice(0, 10), '2011-10-04')
 * assert.equal(dates.training.length, 20)
 * ```
 */
export function trainingDates(
  asOf: Date,
  options: { readonly weekly: number; readonly evaluationDates: number; readonly horizonDays: number },
): TrainingDates {
  const { weekly, evaluationDates, horizonDays } = options
  const newest = asOf.getTime() - horizonDays * dayMs
  const evaluation = weeksBack(newest, evaluationDates)
  const oldest = evaluation.at(-1)?.getTime()
  return {
    training: weeksBack(oldest === undefined ? newest : oldest - horizonDays * dayMs, weekly),
    evaluation,
  }
}

function weeksBack(newest: number, count: number): readonly Date[] {
  return Array.from({ length: count }, (_, i) => new Date(newest - i * 7 * dayMs))
}
