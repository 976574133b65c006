import { probabilities } from '../calibration/calibrator.ts'
import type { Split } from '../folds/splits.ts'
import { judgedAs } from '../classes/judged-as.ts'
import { evaluate, type Evaluation } from '../metrics/evaluation.ts'
import { foldPart } from '../random/fold-of.ts'
import type { PromotionRule } from '../scoring/definition.ts'
import { fitOn, scoresOf, type FitContext, type Learned, type LearnRows } from '../scoring/fit-on.ts'
import { predicted } from '../scoring/predicted.ts'
import { identifier, sql } from '../sql/sql.ts'
import type { Candidate } from './candidates.ts'

/** What one fold of a trial gave; `skipped` when the time was used up before it began. */
export type FoldResult =
  | {
      readonly kind: 'fitted'
      readonly candidate: Candidate
      readonly score: number | null
      readonly seconds: number
    }
  | { readonly kind: 'skipped' }

/** One fit of a trial. */
export interface FoldTrial {
  readonly spec: Learned
  readonly rows: LearnRows
  readonly split: Split
  /** Part of the keys that is learned from. */
  readonly share: number
  readonly key: string
  readonly metric: PromotionRule['metric']
}

const buckets = 10_000

/** Learns from a part of the rows of a split and scores the held ones. */
export async function scoreFold(
  { spec, rows: learn, split, share, key, metric }: FoldTrial,
  context: FitContext,
): Promise<number | null> {
  const part = foldPart(sql`CAST(${identifier(key)} AS VARCHAR)`, buckets, 'search')
  const few = share < 1 ? sql` AND ${part} < ${Math.round(share * buckets)}` : sql``
  const where = (condition: Split['learn']) => sql`(SELECT * FROM ${learn.rows} WHERE ${condition})`
  const fitted = await fitOn(
    spec,
    {
      ...learn,
      rows: where(sql`${split.learn}${few}`),
      ...(split.validation && { validation: where(split.validation) }),
    },
    context,
  )
  const { margins, target } = await predicted(scoresOf(spec.learner, fitted), where(split.held), context.data)
  const { task } = spec.learner
  const probability = task === 'regression' ? margins : probabilities(undefined, margins)
  return metricOf(evaluate({ task: judgedAs(task), target, margin: margins, probability }), metric)
}

function metricOf(evaluation: Evaluation, metric: PromotionRule['metric']): number | null {
  return evaluation[metric]
}

const smallerIsBetter: ReadonlySet<string> = new Set(['logLoss', 'brier', 'rmse'])

/** Negative when `a` is the better value of the metric; nothing is worse than no value. */
export function compareScores(metric: PromotionRule['metric'], a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return smallerIsBetter.has(metric) ? a - b : b - a
}
