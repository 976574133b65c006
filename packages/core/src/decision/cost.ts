import type { SelectionCurve } from '../metrics/curve.ts'
import type { Selection } from './selection.ts'

/** What wrong decisions cost, in one unit: only their ratio matters to the threshold. */
export interface MistakeCosts {
  /** A row is selected for nothing: the price of a contact. */
  readonly falsePositive: number
  /** A row is not selected and should have been: the profit that is lost. */
  readonly falseNegative: number
}

/** The selection with the least cost of wrong decisions per row; of equally cheap ones the smallest. */
export function cheapestSelection(curve: SelectionCurve, costs: MistakeCosts): Selection {
  let best: Selection = { margin: undefined, share: 0, value: costPerRow(curve, costs, 0, 0) }
  for (let group = 0; group < curve.scores.length; group++) {
    const selected = curve.selected[group] as number
    const value = costPerRow(curve, costs, selected, curve.hits[group] as number)
    if (value < best.value) best = { margin: curve.scores[group], share: selected / curve.rows, value }
  }
  return best
}

/** Says what the least cost is, and what selecting everybody or nobody would cost. */
export function costReason(
  curve: SelectionCurve,
  costs: MistakeCosts,
  least: number,
  show: (value: number) => string,
): string {
  const everybody = costPerRow(curve, costs, curve.rows, curve.positives)
  const nobody = costPerRow(curve, costs, 0, 0)
  const { falsePositive, falseNegative } = costs
  return (
    `a false positive costs ${show(falsePositive)} and a false negative ${show(falseNegative)}; ` +
    `the cost per row is least, ${show(least)} (everybody selected ${show(everybody)}, nobody ${show(nobody)})`
  )
}

function costPerRow(
  { rows, positives }: SelectionCurve,
  { falsePositive, falseNegative }: MistakeCosts,
  selected: number,
  hits: number,
): number {
  return ((selected - hits) * falsePositive + (positives - hits) * falseNegative) / rows
}
