import { number, percent } from '../wording.ts'
import type { Finding } from './kind.ts'
import type { ScoreSummary } from './score-summary.ts'
import type { ScoresCheck } from './scores.ts'

// A change must be beyond chance as well as beyond the limit: small datasets move by themselves.
const sigmas = 3.3
const blockFactor = 4
// With this many expected, that nobody is above the threshold has a chance of 5e-5.
const leastExpected = 10

/** Compares scores with those of the last run and of training. Always gives at least one finding. */
export function shiftFindings(
  check: ScoresCheck,
  now: ScoreSummary,
  last: ScoreSummary | undefined,
): readonly Finding[] {
  const [reference, when] = last === undefined ? [check.training, 'in training'] : [last, 'in the last run']
  if (reference === undefined) {
    const message = `mean score ${shown(check, now.mean)}; learning (0 of 1 runs), nothing to compare with`
    return [{ status: 'learning', severity: 'warn', observed: now.mean, message }]
  }
  const failed = [meanShift(check, now, reference, when), shareShift(check, now, last)].filter(
    finding => finding !== undefined,
  )
  if (failed.length > 0) return failed
  const message = `mean score ${shown(check, now.mean)}, ${shown(check, reference.mean)} ${when}`
  return [
    {
      status: 'passed',
      severity: 'warn',
      observed: now.mean,
      expected: shown(check, reference.mean),
      message,
    },
  ]
}

function meanShift(
  check: ScoresCheck,
  now: ScoreSummary,
  reference: ScoreSummary,
  when: string,
): Finding | undefined {
  const change = Math.abs(now.mean - reference.mean)
  const limit = check.maxMeanShift * Math.abs(reference.mean)
  const variance = (now.deviation ?? 0) ** 2 / now.rows
  const before = (reference.deviation ?? now.deviation ?? 0) ** 2 / Math.max(reference.rows, 1)
  if (change <= limit || change <= sigmas * Math.sqrt(variance + before)) return undefined
  const [low, high] = [now.mean, reference.mean].toSorted((a, b) => a - b) as [number, number]
  const isFar = low <= 0 ? check.probability : high / low >= blockFactor
  const message =
    `the mean score is ${shown(check, now.mean)}, and was ${shown(check, reference.mean)} ${when}: a change of ` +
    `${percent(change / Math.abs(reference.mean))}, at most ${percent(check.maxMeanShift)} is allowed. ` +
    `Compare the features with those of training, and train on newer dates if the world has changed`
  return {
    part: 'mean',
    status: 'failed',
    severity: isFar ? 'block' : 'warn',
    observed: now.mean,
    expected: `${shown(check, reference.mean)} ± ${percent(check.maxMeanShift)}`,
    message,
  }
}

/** The share above the threshold against training, or the last run where training is not known. */
function shareShift(
  check: ScoresCheck,
  now: ScoreSummary,
  last: ScoreSummary | undefined,
): Finding | undefined {
  const [reference, when] =
    check.training?.shareAbove === undefined ? [last, 'in the last run'] : [check.training, 'in training']
  const [share, usual] = [now.shareAbove, reference?.shareAbove]
  if (share === undefined || usual === undefined || reference === undefined) return undefined
  const base = {
    part: 'share-above',
    status: 'failed',
    observed: share,
    expected: `${percent(usual)} ± ${percent(check.maxShareShift)} of it`,
  } as const
  const were = `${percent(usual)} were ${when}`
  if (share === 0 && usual * now.rows >= leastExpected) {
    const message = `no row is above the threshold, ${were}: the audience would be empty. Compare the features with those of training`
    return { ...base, severity: 'block', message }
  }
  const se = Math.sqrt(usual * (1 - usual) * (1 / now.rows + 1 / Math.max(reference.rows, 1)))
  const change = Math.abs(share - usual)
  if (change <= check.maxShareShift * usual || change <= sigmas * se) return undefined
  const message = `${percent(share)} of rows are above the threshold, ${were}. The audience changes size; choose the threshold again by training on newer dates`
  return { ...base, severity: 'warn', message }
}

function shown({ probability }: ScoresCheck, value: number): string {
  return probability ? percent(value) : number(value)
}
