import type { SelectionCurve } from '../metrics/curve.ts'
import { confusionCounts, ratesOf } from '../metrics/confusion.ts'

/** Metrics that a threshold can be chosen by; Youden's index is recall + specificity - 1. */
export type Maximized = 'f1' | 'balancedAccuracy' | 'youden' | 'accuracy'

/** A threshold among the scores that occurred; `margin` is undefined when selecting nobody is best. */
export interface Selection {
  readonly margin: number | undefined
  readonly share: number
  readonly value: number
}

/** The selection with the largest metric; of equally good ones the smallest. */
export function bestSelection(curve: SelectionCurve, metric: Maximized): Selection {
  let best: Selection = { margin: undefined, share: 0, value: valueOf(curve, metric, 0, 0) }
  for (let group = 0; group < curve.scores.length; group++) {
    const selected = curve.selected[group] as number
    const value = valueOf(curve, metric, selected, curve.hits[group] as number)
    if (value > best.value) {
      best = { margin: curve.scores[group], share: selected / curve.rows, value }
    }
  }
  return best
}

/**
 * The selection whose share of the rows is nearest to `share`, ties of the margin kept together; of two equally near
 * the smaller.
 */
export function shareSelection(curve: SelectionCurve, share: number): Selection {
  let best: Selection = { margin: undefined, share: 0, value: 0 }
  for (let group = 0; group < curve.scores.length; group++) {
    const reached = (curve.selected[group] as number) / curve.rows
    if (Math.abs(reached - share) >= Math.abs(best.share - share)) continue
    best = { margin: curve.scores[group], share: reached, value: reached }
  }
  return best
}

function valueOf(curve: SelectionCurve, metric: Maximized, selected: number, hits: number): number {
  const rates = ratesOf(confusionCounts({ rows: curve.rows, positives: curve.positives, selected, hits }))
  if (metric === 'youden') return 2 * (rates.balancedAccuracy ?? 0) - 1
  return rates[metric] ?? 0
}
