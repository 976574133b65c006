import type { CheckResult } from '../checks/check.ts'
import { count, percent } from '../checks/wording.ts'
import type { Evaluation } from '../metrics/evaluation.ts'

/** Beyond this expected calibration error, probabilities are reported as off. */
const defaultLimit = 0.03

/**
 * Compares probabilities with what happened on rows in the future of the training rows. Ranking may be fine while
 * probabilities are not: a season lifts everybody. Always a warning, never silent.
 */
export function calibrationCheck(
  evaluation: Evaluation | undefined,
  options: { readonly limit?: number; readonly dates: readonly string[] },
): CheckResult {
  const { limit = defaultLimit, dates } = options
  const base = { check: 'calibration', name: 'calibration', severity: 'warn', subject: 'evaluation' } as const
  const ece = evaluation?.ece ?? null
  if (evaluation === undefined || ece === null) {
    const message = 'calibration could not be judged: no rows with matured labels after the training dates'
    return { ...base, status: 'learning', message }
  }
  const { meanScore, baseRate, rows } = evaluation
  const facts =
    `mean score ${percent(meanScore ?? 0)} against ${percent(baseRate ?? 0)} observed on ${count(rows)} matured labels ` +
    `(${dates.join(', ')}); expected calibration error ${ece.toFixed(3)}`
  const result = { ...base, observed: ece, expected: `at most ${limit}` }
  // With few rows the error is noise: its standard deviation is about 0.5 / sqrt(rows) per bin.
  const allowed = Math.max(limit, 1 / Math.sqrt(rows))
  if (ece <= allowed) {
    return { ...result, status: 'passed', message: `probabilities are calibrated: ${facts}` }
  }
  const direction = (meanScore ?? 0) < (baseRate ?? 0) ? 'too low' : 'too high'
  return {
    ...result,
    status: 'failed',
    message: `probabilities are ${direction}: ${facts}, limit ${limit}. The ranking is not affected; do not read the scores as probabilities before training on newer dates.`,
    likelyCause: `the base rate moved after the training dates, for example with the season`,
  }
}
