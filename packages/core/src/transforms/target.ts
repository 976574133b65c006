import { call, caseOf, column, literal } from '@sluice/expr'
import { encode } from './category-value.ts'
import {
  FOLD,
  measured,
  type Category,
  type TargetMeasurement,
  type Transform,
  type TransformKind,
} from './transform.ts'

/** The mean target of the category, drawn towards the mean of all rows. */
export interface TargetEncoding extends Transform {
  readonly kind: 'target'
  /**
   * How strongly rare categories are drawn to the mean. `auto`: empirical Bayes, as scikit-learn; `pooled`: the same
   * with one variance for all categories, so that a category of a single row is not believed; a number: that many
   * rows of the mean.
   */
  readonly smooth: 'auto' | 'pooled' | number
}

/**
 * As scikit-learn's TargetEncoder. Cross-fitted: the value of a training row comes from the other folds, their own
 * mean included, so that no row sees its own target. Missing is a category.
 */
export const target: TransformKind<TargetEncoding> = {
  kind: 'target',
  takes: 'category',
  usesTarget: true,
  statistics: (_transform, { expr }) => [{ kind: 'target-counts', of: expr }],
  fit({ smooth }, { name, expr }, [measurement]) {
    const { entries, shift } = measured(measurement, 'target-counts')
    const encoded = (some: readonly Entry[]) => {
      const { categories, values, mean } = encodings(some, shift, smooth)
      return encode(expr, { categories, values }, { missing: mean, unknown: mean })
    }
    const all = encoded(entries)
    const folds = [...new Set(entries.map(({ fold }) => fold))].toSorted((a, b) => a - b)
    if (folds.length < 2) {
      return {
        features: [{ kind: 'value', name, expr: all }],
        warnings: [`"${name}" is encoded by its target without other folds to learn from`],
      }
    }
    const branches = folds.map(fold => ({
      when: call('equal', column(FOLD, 'number'), literal(fold)),
      then: encoded(entries.filter(entry => entry.fold !== fold)),
    }))
    return { features: [{ kind: 'value', name, expr: all, training: caseOf(branches, all) }] }
  },
}

type Entry = TargetMeasurement['entries'][number]

/** Sums of the target minus the measurement's shift. */
type Total = Pick<Entry, 'count' | 'sum' | 'sumOfSquares'>

interface Encodings {
  readonly categories: readonly Category[]
  readonly values: readonly number[]
  readonly mean: number
}

function encodings(entries: readonly Entry[], shift: number, smooth: TargetEncoding['smooth']): Encodings {
  const byCategory = Map.groupBy(entries, ({ value }) => value)
  const categories = [...byCategory.keys()]
  const totals = categories.map(category => added(byCategory.get(category) ?? []))
  const all = added(entries)
  const mean = all.sum / all.count
  const variance = squaredDeviation(all) / all.count
  const within = totals.reduce((sum, total) => sum + squaredDeviation(total), 0) / all.count
  const prior = { mean, variance, within, smooth }
  return { categories, values: totals.map(total => shift + encoded(total, prior)), mean: shift + mean }
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

/** Σ (y - ȳ)²; rounding below 0 is 0. */
function squaredDeviation({ count, sum, sumOfSquares }: Total): number {
  return Math.max(0, sumOfSquares - sum ** 2 / count)
}

function added(entries: readonly Total[]): Total {
  const add = (field: keyof Total) => entries.reduce((sum, entry) => sum + entry[field], 0)
  return { count: add('count'), sum: add('sum'), sumOfSquares: add('sumOfSquares') }
}
