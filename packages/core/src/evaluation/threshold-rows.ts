import { confusionAt } from '../metrics/confusion.ts'
import { curveOf } from '../metrics/curve.ts'
import { rankingOf } from '../metrics/ranking.ts'
import { rounded } from './rounded.ts'
import type { ScoredSample } from './scored-sample.ts'

/** A threshold that could be chosen with what it selects: everything else follows from these counts. */
export interface ThresholdRow {
  /** Rows with at least this margin are selected. */
  readonly margin: number
  /** The calibrated probability at the threshold. */
  readonly probability: number | null
  /** Rows selected. */
  readonly selected: number
  /** Positive rows among them. */
  readonly hits: number
  /** The threshold of the model. */
  readonly chosen?: true
}

/** What a right or wrong decision about one row costs; a gain is a negative cost. Absent means 0. */
export interface DecisionCosts {
  /** Selected for nothing. */
  readonly falsePositive: number
  /** Missed. */
  readonly falseNegative: number
  readonly truePositive?: number
  readonly trueNegative?: number
  /** Such as `EUR`. */
  readonly unit?: string
}

/** Shares of the rows for which a threshold is listed, in percent. */
const shares = [1, 2, 3, 4, ...Array.from({ length: 20 }, (_, i) => (i + 1) * 5)]

/** Thresholds from the strictest to the one that selects everybody, the chosen one among them. */
export function thresholdRows(
  sample: ScoredSample,
  chosen?: { readonly margin: number; readonly probability: number | null },
): readonly ThresholdRow[] {
  const ranking = rankingOf(sample.margin)
  const curve = curveOf(ranking, sample.target)
  const probabilityAt = (group: number) =>
    sample.probability[ranking.order[(ranking.ends[group] as number) - 1] as number]
  const groups = new Set(shares.map(share => groupAt(curve.selected, (share / 100) * curve.rows)))
  const rows = [...groups].map((group): ThresholdRow => ({
    margin: rounded(curve.scores[group]) ?? 0,
    probability: rounded(probabilityAt(group)),
    selected: curve.selected[group] as number,
    hits: curve.hits[group] as number,
  }))
  if (chosen === undefined || sample.target.length === 0) return rows
  const { truePositives, falsePositives } = confusionAt(sample.target, sample.margin, chosen.margin)
  const own: ThresholdRow = {
    margin: rounded(chosen.margin) ?? 0,
    probability: rounded(chosen.probability),
    selected: truePositives + falsePositives,
    hits: truePositives,
    chosen: true,
  }
  const others = rows.filter(row => row.selected !== own.selected)
  return [...others, own].toSorted((a, b) => a.selected - b.selected)
}

/** The first group that selects at least `count` rows. */
function groupAt(selected: Uint32Array, count: number): number {
  let [low, high] = [0, selected.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((selected[middle] as number) < count) low = middle + 1
    else high = middle
  }
  return low
}

/** The cost of all decisions at a threshold. */
export function costAt(
  { selected, hits }: Pick<ThresholdRow, 'selected' | 'hits'>,
  { rows, positives }: { readonly rows: number; readonly positives: number },
  costs: DecisionCosts,
): number {
  const { falsePositive, falseNegative, truePositive = 0, trueNegative = 0 } = costs
  const missed = positives - hits
  const spared = rows - selected - missed
  return (
    hits * truePositive + (selected - hits) * falsePositive + missed * falseNegative + spared * trueNegative
  )
}
