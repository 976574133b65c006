import { cumulated, rankingOf, type Ranking } from './ranking.ts'

/**
 * What each possible threshold selects: entry `g` counts the rows whose score is at least `scores[g]`, `scores`
 * being strictly descending.
 */
export interface SelectionCurve {
  readonly scores: Float64Array
  /** Rows selected. */
  readonly selected: Uint32Array
  /** Positive rows among them. */
  readonly hits: Float64Array
  readonly rows: number
  readonly positives: number
}

/** The curve of scores against a target of 0 and 1. */
export function selectionCurve(target: Float64Array, scores: Float64Array): SelectionCurve {
  return curveOf(rankingOf(scores), target)
}

/** The curve of rows that are ranked already. */
export function curveOf(ranking: Ranking, target: Float64Array): SelectionCurve {
  const hits = cumulated(ranking, target)
  return {
    scores: ranking.scores,
    selected: ranking.ends,
    hits,
    rows: target.length,
    positives: hits.at(-1) ?? 0,
  }
}
