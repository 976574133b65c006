/** Judges the last of some values by a published formula: whether it is reported. */
export type PublishedDetector = (values: readonly number[]) => boolean

/**
 * Deequ's `OnlineNormal` with its defaults: running mean and population deviation that include the value itself, three
 * deviations, the first tenth is not reported, reported values are taken out again.
 */
export const onlineNormal: PublishedDetector = values => {
  const skipped = values.length * 0.1
  let [mean, sum, reported] = [0, 0, false]
  for (const [i, value] of values.entries()) {
    const [meanBefore, sumBefore] = [mean, sum]
    mean = i === 0 ? value : mean + (value - mean) / (i + 1)
    sum += (value - meanBefore) * (value - mean)
    const reach = 3 * Math.sqrt(sum / (i + 1))
    reported = i >= skipped && Math.abs(value - mean) > reach
    if (reported) [mean, sum] = [meanBefore, sumBefore]
  }
  return reported
}

/** elementary's default volume test: z of the value in its own window of 14 days, sample deviation, above 3. */
export const elementaryDefault: PublishedDetector = values => {
  const window = values.slice(-14)
  const last = window.at(-1) ?? 0
  if (window.length < 2) return false
  const mean = window.reduce((sum, value) => sum + value, 0) / window.length
  const squares = window.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (window.length - 1))
  return deviation > 0 && Math.abs(last - mean) / deviation > 3
}

/** Population stability index over `bins` bins of equal width between the least and the largest value of both. */
export function equalWidthPsi(before: readonly number[], now: readonly number[], bins = 10): number {
  const all = [...before, ...now]
  const low = all.reduce((least, value) => Math.min(least, value), Infinity)
  const high = all.reduce((most, value) => Math.max(most, value), -Infinity)
  const shares = (values: readonly number[]) => {
    const counts = new Float64Array(bins)
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low || 1)) * bins))
      counts[bin] = (counts[bin] as number) + 1
    }
    // An empty bin counts as one ten-thousandth, as in the implementations.
    return counts.map(count => Math.max(count / values.length, 1e-4))
  }
  const [p, q] = [shares(before), shares(now)]
  return p.reduce((sum, share, i) => sum + (share - (q[i] as number)) * Math.log(share / (q[i] as number)), 0)
}

/** Sturges' number of bins, as Evidently's PSI takes them. */
export function sturges(rows: number): number {
  return Math.ceil(Math.log2(rows)) + 1
}
