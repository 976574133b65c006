/** A labelled series: points with what a detector thinks of each, and windows of rows that are anomalous. */
export interface LabelledSeries {
  readonly name: string
  /** How sure the detector is that a row is anomalous; 0 is not at all. */
  readonly scores: readonly number[]
  /** First and last row of each window. */
  readonly windows: readonly (readonly [number, number])[]
}

/** What one threshold gives over some series. */
export interface NabScore {
  readonly threshold: number
  /** 0 is a detector that never reports, 100 one that reports each window at once and nothing else. */
  readonly score: number
  readonly found: number
  readonly windows: number
  readonly falsePositives: number
}

const falsePositive = 0.11
const probation = { share: 0.15, most: 750 } as const

/** The NAB score (standard profile) of reporting every row whose score reaches the threshold. */
export function nabScore(series: readonly LabelledSeries[], threshold: number): NabScore {
  let [raw, found, falsePositives, windows] = [0, 0, 0, 0]
  for (const one of series) {
    const part = scoreOne(one, threshold)
    raw += part.raw
    found += part.found
    falsePositives += part.falsePositives
    windows += part.windows
  }
  return { threshold, score: (100 * (raw + windows)) / (2 * windows), found, windows, falsePositives }
}

/** The best of the thresholds at which something changes, as NAB chooses one for each detector. */
export function bestNabScore(series: readonly LabelledSeries[]): NabScore {
  const all = [...new Set(series.flatMap(({ scores }) => scores.filter(score => score > 0)))]
  const thresholds = all.toSorted((a, b) => b - a).slice(0, 400)
  return [Infinity, ...thresholds]
    .map(threshold => nabScore(series, threshold))
    .reduce((best, score) => (score.score > best.score ? score : best))
}

function scoreOne({ scores, windows }: LabelledSeries, threshold: number) {
  const from = Math.min(Math.floor(probation.share * scores.length), probation.most)
  const best = new Map<number, number>()
  let [penalty, falsePositives] = [0, 0]
  for (const [row, score] of scores.entries()) {
    if (row < from || score < threshold) continue
    const inside = windows.findIndex(([first, last]) => row >= first && row <= last)
    if (inside >= 0) {
      const [first, last] = windows[inside] as readonly [number, number]
      const gain = sigmoid(-(last - row + 1) / (last - first + 1)) / sigmoid(-1)
      best.set(inside, Math.max(best.get(inside) ?? -1, gain))
      continue
    }
    falsePositives += 1
    const before = windows.findLast(([, last]) => last < row)
    penalty += before === undefined ? -1 : sigmoid((row - before[1]) / (before[1] - before[0]))
  }
  // Windows that begin and end in probation are not scored.
  const scored = windows.filter(([, last]) => last >= from).length
  const gains = [...best.values()].reduce((sum, gain) => sum + gain, 0)
  const raw = gains - (scored - best.size) + falsePositive * penalty
  return { raw, found: best.size, falsePositives, windows: scored }
}

/** 1 far before the end of a window, 0 at it, -1 far behind. */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1
}
