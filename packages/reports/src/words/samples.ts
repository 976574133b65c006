import type { EvaluationData, SampleEvaluation } from '@sluice/core'

/** The sample that counts: the later dates where there are any, else out of fold. */
export function mainSample({ samples }: Pick<EvaluationData, 'samples'>): SampleEvaluation | undefined {
  return samples.find(({ sample }) => sample === 'later') ?? samples[0]
}

/** A sample in a few words. */
export function sampleTitle({ sample }: Pick<SampleEvaluation, 'sample'>): string {
  return sample === 'later' ? 'Later dates' : 'Out of fold'
}

/** Which rows a sample holds, in words. */
export function sampleWords({ sample, dates }: Pick<SampleEvaluation, 'sample' | 'dates'>): string {
  return sample === 'later'
    ? `rows of ${listed(dates)}, after all training dates`
    : `training rows, each scored by a model that never saw its key`
}

/** `2026-01-05`, `2026-01-05 and 2026-01-12`, `4 dates from 2026-01-05 to 2026-02-02`. */
export function listed(dates: readonly string[]): string {
  const sorted = dates.toSorted()
  if (sorted.length <= 2) return sorted.join(' and ')
  return `${sorted.length} dates from ${sorted[0]} to ${sorted.at(-1)}`
}
