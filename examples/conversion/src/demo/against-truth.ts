import { evaluate } from '@sluice/core'
import type { Truth } from '../simulate/history.ts'
import type { CampaignRow } from './campaign-table.ts'

/** How scores compare with what the simulator knows: the probabilities that it drew conversions with. */
export interface AgainstTruth {
  readonly auc: number
  /** The AUC of the true probabilities: nobody can do better. */
  readonly bestAuc: number
  /** Mean absolute difference from the true probability. */
  readonly error: number
  readonly meanScore: number
  readonly meanTruth: number
  /** Cost of wrong decisions per person, with what the pipeline decided, and with simpler rules. */
  readonly cost: { readonly decided: number; readonly everybody: number; readonly nobody: number }
}

const [wasted, missed] = [1, 20]

/** Compares the rows of an interval with the truth of the week after it. */
export function againstTruth(
  rows: readonly CampaignRow[],
  truth: readonly Truth[],
  asOf: Date,
): AgainstTruth {
  const known = new Map(
    truth.filter(({ monday }) => monday === asOf.getTime()).map(row => [row.user, row] as const),
  )
  const pairs = rows.map(row => ({ ...row, truth: known.get(row.user) as Truth }))
  const aucOf = (scores: readonly number[]) => {
    const probability = Float64Array.from(scores)
    const target = Float64Array.from(pairs, pair => Number(pair.truth.converted))
    return evaluate({ task: 'binary', target, margin: probability, probability }).auc ?? Number.NaN
  }
  const mean = (of: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length
  const costOf = (contact: (pair: (typeof pairs)[number]) => boolean) =>
    mean(pair => (pair.truth.converted ? (contact(pair) ? 0 : missed) : contact(pair) ? wasted : 0))
  return {
    auc: aucOf(pairs.map(pair => pair.probability)),
    bestAuc: aucOf(pairs.map(pair => pair.truth.probability)),
    error: mean(pair => Math.abs(pair.probability - pair.truth.probability)),
    meanScore: mean(pair => pair.probability),
    meanTruth: mean(pair => pair.truth.probability),
    cost: {
      decided: costOf(pair => pair.contact),
      everybody: costOf(() => true),
      nobody: costOf(() => false),
    },
  }
}
