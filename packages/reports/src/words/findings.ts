import type { EvaluationData, SampleEvaluation } from '@sluice/core'
import { count, decimal, percent } from './numbers.ts'
import { listed, mainSample } from './samples.ts'

/** Something that a reader should know before any number. */
export interface Finding {
  readonly title: string
  readonly text: string
}

/** Below this AUC differences between scores are next to nothing; above the other, look for a leak. */
const suspicious = { low: 0.55, high: 0.97 }
const fewPositives = 100
const largestCalibrationError = 0.03

/** What deserves attention, the most serious first. */
export function findingsOf(data: EvaluationData): readonly Finding[] {
  const later = data.samples.find(({ sample }) => sample === 'later')
  const outOfFold = data.samples.find(({ sample }) => sample === 'out-of-fold')
  return [
    ...selfTestFindings(data),
    ...leakFindings(data),
    ...(later === undefined ? [noLaterRows] : laterFindings(later, outOfFold)),
    ...segmentFindings(data),
    ...(data.outcome?.championUnusable === undefined
      ? []
      : [{ title: 'Not compared with the champion', text: data.outcome.championUnusable }]),
    ...data.warnings.map(text => ({ title: 'From the fit', text })),
  ]
}

const noLaterRows: Finding = {
  title: 'No later dates',
  text: 'There were no rows with known outcomes after the training dates. All numbers are out of fold and may flatter the model.',
}

function selfTestFindings({ outcome }: EvaluationData): readonly Finding[] {
  const failures = outcome?.selfTest.failures ?? []
  if (failures.length === 0) return []
  return [{ title: 'The self-test failed', text: failures.slice(0, 5).join('; ') }]
}

function leakFindings(data: EvaluationData): readonly Finding[] {
  const auc = mainSample(data)?.metrics.auc
  // Of several classes AUC only says whether the model knows when it is right.
  if (typeof auc !== 'number' || data.classes !== undefined) return []
  if (auc > suspicious.high) {
    const [strongest] = data.importance?.columns ?? []
    const column =
      strongest === undefined ? '' : ` Begin with “${strongest.column}”, the most important column.`
    return [
      {
        title: 'Almost too good',
        text: `An AUC of ${decimal(auc)} is rare in practice. Make sure that no column holds what was only known after the outcome.${column}`,
      },
    ]
  }
  if (auc >= suspicious.low) return []
  return [
    { title: 'Hardly better than chance', text: `The AUC is ${decimal(auc)}; drawing lots would give 0.5.` },
  ]
}

function laterFindings(later: SampleEvaluation, outOfFold: SampleEvaluation | undefined): readonly Finding[] {
  const { positives, rows, ece, meanScore, baseRate } = later.metrics
  const findings: Finding[] = []
  const [before, now] = [outOfFold?.ranking?.auc, later.ranking?.auc]
  if (before && now && now.high < before.value) {
    findings.push({
      title: 'Ranks worse on later dates',
      text: `AUC fell from ${decimal(before.value)} out of fold to ${decimal(now.value)} (at most ${decimal(now.high)}) on ${listed(later.dates)}.`,
    })
  }
  if (ece !== null && ece > Math.max(largestCalibrationError, 1 / Math.sqrt(rows))) {
    const direction = (meanScore ?? 0) < (baseRate ?? 0) ? 'too low' : 'too high'
    findings.push({
      title: `Probabilities are ${direction}`,
      text: `On later dates the mean probability is ${percent(meanScore)}, but ${percent(baseRate)} of rows were positive. The ranking is not affected; do not read the scores as probabilities.`,
    })
  }
  if (positives !== null && positives < fewPositives) {
    findings.push({
      title: 'Few positive rows',
      text: `The later dates hold ${count(positives)} positive rows among ${count(rows)}. Mind the intervals: small differences mean nothing here.`,
    })
  }
  return findings
}

function segmentFindings(data: EvaluationData): readonly Finding[] {
  const main = mainSample(data)
  const overall = main?.ranking?.auc?.value
  if (main === undefined || overall === undefined) return []
  const worse = data.segments
    .filter(({ sample, column }) => sample === main.sample && column !== 'date')
    .flatMap(({ column, groups }) =>
      groups
        .filter(({ auc }) => auc !== null && auc.high < overall)
        .map(({ value, auc }) => `${column} “${value}” (${decimal(auc?.value)})`),
    )
  if (worse.length === 0) return []
  return [
    {
      title: 'Weaker in some segments',
      text: `AUC is clearly below the ${decimal(overall)} of all rows for ${worse.slice(0, 6).join(', ')}.`,
    },
  ]
}
