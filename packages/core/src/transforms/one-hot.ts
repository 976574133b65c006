import { categoriesOf, encode, shownCategory } from './category-value.ts'
import {
  measured,
  type Category,
  type IndicatorFeature,
  type Transform,
  type TransformKind,
  type ValueFeature,
} from './transform.ts'

/** One 0/1 column per category. */
export interface OneHot extends Transform {
  readonly kind: 'one-hot'
  /** Below 1 a share of the rows, from 1 a count: rarer categories share one column. */
  readonly minFrequency?: number
  /** At most this many columns, the shared one included. */
  readonly maxCategories?: number
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
    const rare = rareOnes(transform, counts)
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

/** Which categories are rare, by scikit-learn's rules (`_identify_infrequent`). */
function rareOnes(
  { minFrequency = 0, maxCategories }: OneHot,
  counts: readonly number[],
): readonly boolean[] {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const least = minFrequency < 1 ? rows * minFrequency : minFrequency
  const rare = counts.map(count => count < least)
  const columns = rare.filter(isRare => !isRare).length + 1
  if (maxCategories === undefined || maxCategories >= columns) return rare
  const kept = maxCategories - 1
  // Stable: of equally frequent categories the earlier become rare first.
  const ascending = counts.map((_, i) => i).toSorted((a, b) => (counts[a] as number) - (counts[b] as number))
  for (const i of ascending.slice(0, counts.length - kept)) rare[i] = true
  return rare
}

/** Names made different where a category is called like the shared column or like the missing one. */
function distinct(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.map(name => {
    let unique = name
    for (let i = 2; seen.has(unique); i++) unique = `${name}#${i}`
    seen.add(unique)
    return unique
  })
}
