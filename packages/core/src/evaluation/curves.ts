import type { SelectionCurve } from '../metrics/curve.ts'
import { rounded } from './rounded.ts'
import { thinned } from './thinned.ts'

/** A point of a curve: `[x, y]`. */
export type Point = readonly [x: number, y: number]

const points = 200

/** The ROC curve: false positive rate and true positive rate, from 0,0 to 1,1. Empty when one class is missing. */
export function rocCurve(curve: SelectionCurve): readonly Point[] {
  const negatives = curve.rows - curve.positives
  if (curve.positives === 0 || negatives === 0) return []
  const rest = groupsOf(curve).map(({ selected, hits }) =>
    point((selected - hits) / negatives, hits / curve.positives),
  )
  return [[0, 0], ...rest]
}

/** The precision–recall curve: recall and precision from the smallest selection to all rows. */
export function precisionRecallCurve(curve: SelectionCurve): readonly Point[] {
  if (curve.positives === 0) return []
  return groupsOf(curve).map(({ selected, hits }) => point(hits / curve.positives, hits / selected))
}

/** Groups evenly by the rows they select, so that neither end of a curve is lost. */
function groupsOf({ selected, hits, rows }: SelectionCurve) {
  const wanted = thinned(rows, points)
  const kept: number[] = []
  let next = 0
  for (let group = 0; group < selected.length; group++) {
    const end = selected[group] as number
    if (end <= (wanted[next] ?? Number.POSITIVE_INFINITY) && group < selected.length - 1) continue
    kept.push(group)
    while (next < wanted.length && (wanted[next] as number) < end) next++
  }
  return kept.map(group => ({ selected: selected[group] as number, hits: hits[group] as number }))
}

function point(x: number, y: number): Point {
  return [rounded(x, 4) ?? 0, rounded(y, 4) ?? 0]
}
