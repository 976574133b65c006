/** Counts of decisions against outcomes. */
export interface ConfusionCounts {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
}

/** Counts at a threshold with the rates made of them; a rate is null where its denominator is 0. */
export interface Confusion extends ConfusionCounts {
  readonly threshold: number
  readonly selectedShare: number | null
  readonly precision: number | null
  readonly recall: number | null
  readonly specificity: number | null
  readonly f1: number | null
  readonly accuracy: number | null
  readonly balancedAccuracy: number | null
  readonly mcc: number | null
}

/** Counts rows that are selected (`score >= threshold`) and positive. */
export function confusionAt(target: Float64Array, score: Float64Array, threshold: number): Confusion {
  let [selected, hits, positives] = [0, 0, 0]
  for (let i = 0; i < target.length; i++) {
    const positive = target[i] === 1
    if (positive) positives++
    if ((score[i] as number) < threshold) continue
    selected++
    if (positive) hits++
  }
  const counts = confusionCounts({ rows: target.length, positives, selected, hits })
  return { threshold, ...counts, ...ratesOf(counts) }
}

/** The four counts from what is selected. */
export function confusionCounts(of: {
  readonly rows: number
  readonly positives: number
  readonly selected: number
  readonly hits: number
}): ConfusionCounts {
  const { rows, positives, selected, hits } = of
  return {
    truePositives: hits,
    falsePositives: selected - hits,
    falseNegatives: positives - hits,
    trueNegatives: rows - positives - (selected - hits),
  }
}

/** The rates of four counts. */
export function ratesOf(counts: ConfusionCounts): Omit<Confusion, keyof ConfusionCounts | 'threshold'> {
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = counts
  const recall = ratio(tp, tp + fn)
  const specificity = ratio(tn, tn + fp)
  return {
    selectedShare: ratio(tp + fp, tp + fp + fn + tn),
    precision: ratio(tp, tp + fp),
    recall,
    specificity,
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    accuracy: ratio(tp + tn, tp + fp + fn + tn),
    balancedAccuracy: recall === null || specificity === null ? null : (recall + specificity) / 2,
    mcc: ratio(
      tp * tn - fp * fn,
      Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn),
    ),
  }
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}
