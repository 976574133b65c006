import { categoriesOf, encode, shownCategory } from './category-value.ts'
import { distinct, rareCategories, type RareOptions } from './rare-categories.ts'
import {
  measured,
  type Category,
  type IndicatorFeature,
  type Transform,
  type TransformKind,
  type ValueFeature,
} from './transform.ts'

/** One 0/1 column per category. */
export interface OneHot extends Transform, RareOptions {
  readonly kind: 'one-hot'
  /** `bucket`: unknown categories go to the shared column where there is one; `zeros`: no column is 1. */
  readonly unknown: 'bucket' | 'zeros'
}

/** The name of the column that rare and unknown categories share. */
const rareName = '(rare)'

/**
 * As scikit-learn's OneHotEncoder with `infrequent_if_exist` (`bucket`) or `ignore` (`zeros`): missing is a category
 * like any other, the shared column is the last.
 */
export const oneHot: TransformKind<OneHot> = {
  kind: 'one-hot',
  takes: 'category',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit(transform, input, [measurement]) {
    const { categories, counts } = categoriesOf(measured(measurement, 'counts'))
    const rows = counts.reduce((sum, count) => sum + count, 0)
    const rare = rareCategories(transform, counts, rows)
    return { features: [indicatorsOf(transform, input, categories, rare)] }
  },
}

function indicatorsOf(
  { unknown }: OneHot,
  { name, expr }: ValueFeature,
  categories: readonly Category[],
  rare: readonly boolean[],
): IndicatorFeature {
  const frequent = categories.filter((_, i) => !rare[i])
  const bucket = rare.includes(true) ? frequent.length : null
  const otherwise = unknown === 'bucket' ? bucket : null
  // What falls into the bucket anyway need not be listed: a column of names would fill the artifact.
  const listed = categories.flatMap((category, i) => (rare[i] && otherwise !== null ? [] : [{ category, i }]))
  const codeOf = new Map(frequent.map((category, code) => [category, code]))
  const shown = [...frequent.map(shownCategory), ...(bucket === null ? [] : [rareName])]
  return {
    kind: 'indicators',
    name,
    names: distinct(shown.map(each => `${name}=${each}`)),
    code: encode(
      expr,
      {
        categories: listed.map(({ category }) => category),
        values: listed.map(({ category }) => codeOf.get(category) ?? bucket),
      },
      { missing: otherwise, unknown: otherwise },
    ),
  }
}
