import type { ColumnData } from '@sluice/expr'
import { evaluate } from '../metrics/evaluation.ts'
import { aucInterval, type Estimate } from './auc-interval.ts'
import { rounded } from './rounded.ts'
import { judgeable, pick, type ScoredSample } from './scored-sample.ts'
import { segmentLabels } from './segment-labels.ts'
import type { SampleName } from './sample-evaluation.ts'

/** How the model does on the rows of one value of a segment column. */
export interface SegmentGroup {
  /** The value in words; rows of rare values are together in the last group. */
  readonly value: string
  readonly rows: number
  readonly positives: number | null
  readonly baseRate: number | null
  readonly meanScore: number | null
  /** Null with fewer than ten rows of a class: an interval of so few would say too much. */
  readonly auc: Estimate | null
  readonly logLoss: number | null
  readonly rmse: number | null
  /** Share of the rows at or above the threshold. */
  readonly selected: number | null
  readonly precision: number | null
  readonly recall: number | null
}

/** Metrics by the values of one column. */
export interface Segment {
  readonly column: string
  readonly sample: SampleName
  readonly groups: readonly SegmentGroup[]
}

const fewest = 10

/** Splits a sample by a column and judges each part, the largest first; dates in their order. */
export function segmentMetrics(
  all: ScoredSample,
  column: ColumnData,
  of: {
    readonly column: string
    readonly sample: SampleName
    readonly task: 'binary' | 'regression'
    readonly threshold?: number
  },
): Segment {
  const { labels, order } = segmentLabels(column)
  const rows = judgeable(all)
  const members = new Map<string, number[]>(order.map(label => [label, []]))
  for (const row of rows) members.get(labels[row] as string)?.push(row)
  const groups = [...members].filter(([, indices]) => indices.length > 0)
  return {
    column: of.column,
    sample: of.sample,
    groups: groups.map(([value, indices]) => groupOf(value, pick(all, indices), of)),
  }
}

function groupOf(
  value: string,
  sample: ScoredSample,
  { task, threshold }: { readonly task: 'binary' | 'regression'; readonly threshold?: number },
): SegmentGroup {
  const metrics = evaluate({ task, ...sample, ...(threshold !== undefined && { threshold }) })
  const { rows, positives, baseRate, meanScore, logLoss, rmse, confusion } = metrics
  const rarer = Math.min(positives ?? 0, rows - (positives ?? 0))
  const auc = rarer < fewest ? undefined : aucInterval(sample.target, sample.margin)
  return {
    value,
    rows,
    positives,
    baseRate: rounded(baseRate),
    meanScore: rounded(meanScore),
    auc: auc === undefined ? null : { value: short(auc.value), low: short(auc.low), high: short(auc.high) },
    logLoss: rounded(logLoss),
    rmse: rounded(rmse),
    selected: rounded(confusion?.selectedShare),
    precision: rounded(confusion?.precision),
    recall: rounded(confusion?.recall),
  }
}

function short(value: number): number {
  return rounded(value) ?? 0
}
