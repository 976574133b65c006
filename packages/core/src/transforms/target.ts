import { call, caseOf, column, literal } from '@sluice/expr'
import { encode, type Category } from './category-value.ts'
import { FOLD, measured, type Measurement, type Transform, type TransformKind } from './transform.ts'

/** The mean target of the category, drawn towards the mean of all rows. */
export interface TargetEncoding extends Transform {
  readonly kind: 'target'
  /**
   * How strongly rare categories are drawn to the mean. `auto`: empirical Bayes, as scikit-learn; `pooled`: the same
   * with one variance for all categories, so that a category of one row is not believed; a number: that many rows of
   * the mean.
   */
  readonly smooth: 'auto' | 'pooled' | number
}

type Entry = Extract<Measurement, { readonly kind: 'target-counts' }>['entries'][number]

/** As scikit-learn's TargetEncoder: cross-fitted, so that no training row sees its own target. Missing is a category. */
export const target: TransformKind<TargetEncoding> = {
  kind: 'target',
  takes: 'any',
  usesTarget: true,
  statistics: (_transform, { expr }) => [{ kind: 'target-counts', of: expr }],
  fit({ smooth }, input, [measurement]) {
    const { entries } = measured(measurement, 'target-counts')
    const encodeWith = (some: readonly Entry[]) => {
      const { categories, values, mean } = encodings(some, smooth)
      return encode(input.expr, categories, values, { missing: mean, unknown: mean })
    }
    const expr = encodeWith(entries)
    const folds = [...new Set(entries.map(({ fold }) => fold))].toSorted((a, b) => a - b)
    if (folds.length < 2) return { features: [{ kind: 'value', name: input.name, expr }] }
    const branches = folds.map(fold => ({
      when: call('equal', column(FOLD, 'number'), literal(fold)),
      then: encodeWith(entries.filter(entry => entry.fold !== fold)),
    }))
    return { features: [{ kind: 'value', name: input.name, expr, training: caseOf(branches, expr) }] }
  },
}

interface Total {
  readonly count: number
  readonly sum: number
  readonly sumOfSquares: number
}

interface Encodings {
  readonly categories: readonly Category[]
  readonly values: readonly number[]
  readonly mean: number
}

function encodings(entries: readonly Entry[], smooth: TargetEncoding['smooth']): Encodings {
  const byCategory = Map.groupBy(entries, ({ value }) => value)
  const categories = [...byCategory.keys()]
  const totals = categories.map(category => added(byCategory.get(category) ?? []))
  const all = added(entries)
  const mean = all.sum / all.count
  const variance = all.sumOfSquares / all.count - mean ** 2
  const within = totals.reduce((sum, total) => sum + squaredDeviation(total), 0) / all.count
  return { categories, values: totals.map(total => encoded(total, { mean, variance, within, smooth })), mean }
}

interface Prior {
  readonly mean: number
  readonly variance: number
  /** Mean variance inside the categories. */
  readonly within: number
  readonly smooth: TargetEncoding['smooth']
}

function encoded(total: Total, { mean, variance, within, smooth }: Prior): number {
  const { count, sum } = total
  if (typeof smooth === 'number') return (smooth * mean + sum) / (smooth + count)
  const own = smooth === 'pooled' ? within : squaredDeviation(total) / count
  const weight = (variance * count) / (variance * count + own)
  return Number.isNaN(weight) ? mean : weight * (sum / count) + (1 - weight) * mean
}

/** Σ (y - ȳ)² of a category; rounding below 0 is 0. */
function squaredDeviation({ count, sum, sumOfSquares }: Total): number {
  return Math.max(0, sumOfSquares - sum ** 2 / count)
}

function added(entries: readonly Total[]): Total {
  const add = (field: keyof Total) => entries.reduce((sum, entry) => sum + entry[field], 0)
  return { count: add('count'), sum: add('sum'), sumOfSquares: add('sumOfSquares') }
}
