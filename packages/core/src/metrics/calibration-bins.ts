import { cumulated, rankingOf } from './ranking.ts'

/** Rows whose probability lies in `(low, high]`, with what was promised and what happened; null when there are none. */
export interface CalibrationBin {
  readonly low: number
  readonly high: number
  readonly rows: number
  readonly meanProbability: number | null
  readonly rate: number | null
}

/** The calibration curve over `bins` bins of equal width; a probability on an edge belongs to the lower bin. */
export function calibrationBins(
  target: Float64Array,
  probability: Float64Array,
  bins = 10,
): readonly CalibrationBin[] {
  // Multiples of the rounded width, as NumPy's linspace has them, so that bins agree with scikit-learn's.
  const edges = Array.from({ length: bins - 1 }, (_, i) => (i + 1) * (1 / bins))
  const rows = new Float64Array(bins)
  const promised = new Float64Array(bins)
  const happened = new Float64Array(bins)
  for (let i = 0; i < target.length; i++) {
    const p = probability[i] as number
    let bin = Math.min(bins - 1, Math.max(0, Math.ceil(p * bins) - 1))
    // p * bins is rounded; the edges decide.
    if (bin > 0 && p <= (edges[bin - 1] as number)) bin--
    else if (bin < bins - 1 && p > (edges[bin] as number)) bin++
    rows[bin] = (rows[bin] as number) + 1
    promised[bin] = (promised[bin] as number) + p
    happened[bin] = (happened[bin] as number) + (target[i] as number)
  }
  return Array.from(rows, (count, i) => ({
    low: i / bins,
    high: (i + 1) / bins,
    rows: count,
    meanProbability: count === 0 ? null : (promised[i] as number) / count,
    rate: count === 0 ? null : (happened[i] as number) / count,
  }))
}

/**
 * Bins of (nearly) equal numbers of rows in ascending order of probability. Rows of the same probability stay
 * together, so there may be fewer bins than asked for.
 */
export function equalCountBins(
  target: Float64Array,
  probability: Float64Array,
  bins = 10,
): readonly CalibrationBin[] {
  const rows = target.length
  const ranking = rankingOf(probability.map(value => -value))
  const promised = cumulated(ranking, probability)
  const happened = cumulated(ranking, target)
  const result: CalibrationBin[] = []
  let [count, before, fired, low] = [0, 0, 0, -(ranking.scores[0] ?? 0)]
  for (let group = 0; group < ranking.ends.length; group++) {
    const end = ranking.ends[group] as number
    if (end < Math.ceil(((result.length + 1) * rows) / bins) && end < rows) continue
    const high = -(ranking.scores[group] as number)
    result.push({
      low,
      high,
      rows: end - count,
      meanProbability: ((promised[group] as number) - before) / (end - count),
      rate: ((happened[group] as number) - fired) / (end - count),
    })
    ;[count, before, fired, low] = [end, promised[group] as number, happened[group] as number, high]
  }
  return result
}

/**
 * Expected calibration error: the mean over rows of the distance between mean probability and observed rate of the
 * row's bin. With {@link calibrationBins} of ten bins it is the usual definition. Null without rows.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | null {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0)
  if (rows === 0) return null
  const distance = bins.reduce(
    (sum, bin) => sum + bin.rows * Math.abs((bin.meanProbability ?? 0) - (bin.rate ?? 0)),
    0,
  )
  return distance / rows
}
