import { rankingOf } from '../metrics/ranking.ts'
import { rounded } from './rounded.ts'

/** How much two rankings of the same rows have in common. */
export interface Agreement {
  /** Spearman's rank correlation; null where a ranking is constant. */
  readonly spearman: number | null
  /** Share of the top tenth of one ranking that is in the top tenth of the other. */
  readonly topTenth: number | null
}

/** The agreement of two scores of the same rows. */
export function agreementOf(a: Float64Array, b: Float64Array): Agreement {
  const tenth = Math.round(a.length / 10)
  const [topA, topB] = [a, b].map(scores => new Set(rankingOf(scores).order.slice(0, tenth)))
  const shared = [...(topA ?? [])].filter(row => topB?.has(row)).length
  return {
    spearman: rounded(correlation(ranksOf(a), ranksOf(b)), 4),
    topTenth: tenth === 0 ? null : rounded(shared / tenth, 4),
  }
}

/** Ranks from the highest score; equal scores have the middle of their ranks. */
function ranksOf(scores: Float64Array): Float64Array {
  const { order, ends } = rankingOf(scores)
  const ranks = new Float64Array(scores.length)
  let start = 0
  for (const end of ends) {
    for (let k = start; k < end; k++) ranks[order[k] as number] = (start + end - 1) / 2
    start = end
  }
  return ranks
}

function correlation(a: Float64Array, b: Float64Array): number {
  const middle = (a.length - 1) / 2
  let [both, ofA, ofB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] as number) - middle, (b[i] as number) - middle]
    both += x * y
    ofA += x * x
    ofB += y * y
  }
  return both / Math.sqrt(ofA * ofB)
}
