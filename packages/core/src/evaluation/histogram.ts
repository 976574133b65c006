import { rounded } from './rounded.ts'

/** How many rows of each class have a score in each of the bins of equal width. */
export interface Histogram {
  /** One more than there are bins; a bin holds its lower edge, the last one both. */
  readonly edges: readonly number[]
  readonly negatives: readonly number[]
  readonly positives: readonly number[]
}

const bins = 40

/** The histogram of scores by class over the range of the scores; one bin when all are equal. */
export function histogramOf(target: Float64Array, score: Float64Array): Histogram {
  const low = score.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = score.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  if (score.length === 0) return { edges: [], negatives: [], positives: [] }
  const count = high > low ? bins : 1
  const width = (high - low) / count
  const [negatives, positives] = [
    Array.from({ length: count }, () => 0),
    Array.from({ length: count }, () => 0),
  ]
  for (let i = 0; i < score.length; i++) {
    const bin = width === 0 ? 0 : Math.min(count - 1, Math.floor(((score[i] as number) - low) / width))
    const of = target[i] === 1 ? positives : negatives
    of[bin] = (of[bin] as number) + 1
  }
  const edges = Array.from(
    { length: count + 1 },
    (_, i) => rounded(i === count ? high : low + i * width) ?? 0,
  )
  return { edges, negatives, positives }
}
