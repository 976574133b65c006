import { compileBest, type ColumnData, type ExprNode } from '@sluice/expr'
import { auc } from '../metrics/auc.ts'
import { selectionCurve } from '../metrics/curve.ts'
import { seededRandom } from '../random/seeded-random.ts'
import { reordered, type RawSample } from './raw-sample.ts'
import { rounded } from './rounded.ts'

/** How much worse the model gets when the values of a column are shuffled among the rows. */
export interface ColumnImportance {
  readonly column: string
  /** Mean over the repeats of the loss of AUC or accuracy, or of the rise of RMSE. */
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** Importance of raw columns, the most important first (L. Breiman 2001; A. Fisher, C. Rudin, F. Dominici 2019). */
export interface PermutationImportance {
  readonly metric: 'auc' | 'rmse' | 'accuracy'
  /** The metric with nothing shuffled. */
  readonly baseline: number
  readonly rows: number
  readonly repeats: number
  readonly columns: readonly ColumnImportance[]
}

/** What importance is measured with. */
export interface ImportanceOptions {
  /** What is judged: the margin, the prediction, or the name of the class. */
  readonly score: ExprNode
  readonly metric: PermutationImportance['metric']
  /** The column of the sample that holds the true class, for accuracy. */
  readonly label?: string
  readonly columns: readonly string[]
  readonly repeats: number
  readonly seed: number
  readonly signal?: AbortSignal
}

/** Measures importance on labelled rows; undefined when the metric cannot be computed on them. */
export function permutationImportance(
  sample: RawSample,
  { score, metric, label, columns, repeats, seed, signal }: ImportanceOptions,
): PermutationImportance | undefined {
  const compiled = compileBest({ score })
  const loss = (changed: Readonly<Record<string, ColumnData>>) => {
    const { values } = compiled.batch(changed, sample.rows)['score'] as ColumnData
    if (metric === 'accuracy') return -accuracyOf(sample.columns[label ?? '']?.values ?? [], values)
    const scores = values as Float64Array
    return metric === 'auc' ? -aucOf(sample.target, scores) : rmseOf(sample.target, scores)
  }
  const baseline = loss(sample.columns)
  if (!Number.isFinite(baseline)) return undefined
  const random = seededRandom(seed)
  const measured = columns.map((column): ColumnImportance => {
    const values = sample.columns[column] as ColumnData
    const rises = Array.from({ length: repeats }, () => {
      signal?.throwIfAborted()
      return (
        loss({ ...sample.columns, [column]: reordered(values, shuffled(sample.rows, random)) }) - baseline
      )
    })
    const mean = rises.reduce((sum, rise) => sum + rise, 0) / repeats
    return {
      column,
      mean: rounded(mean, 4) ?? 0,
      low: rounded(Math.min(...rises), 4) ?? 0,
      high: rounded(Math.max(...rises), 4) ?? 0,
    }
  })
  return {
    metric,
    baseline: rounded(metric === 'rmse' ? baseline : -baseline) ?? 0,
    rows: sample.rows,
    repeats,
    columns: measured.toSorted((a, b) => b.mean - a.mean || (a.column < b.column ? -1 : 1)),
  }
}

function shuffled(length: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order
}

function aucOf(target: Float64Array, scores: Float64Array): number {
  if (scores.some(Number.isNaN)) return Number.NaN
  return auc(selectionCurve(target, scores)) ?? Number.NaN
}

function accuracyOf(label: ColumnData['values'], said: ColumnData['values']): number {
  let right = 0
  for (let i = 0; i < label.length; i++) if (label[i] === said[i]) right++
  return right / label.length
}

function rmseOf(target: Float64Array, scores: Float64Array): number {
  const squares = target.reduce((sum, value, i) => sum + (value - (scores[i] as number)) ** 2, 0)
  return Math.sqrt(squares / target.length)
}
