import { encode, shownCategory, type Category } from './category-value.ts'
import { measured, type IndicatorFeature, type Transform, type TransformKind } from './transform.ts'

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
export const rareName = '(rare)'

/** As scikit-learn's OneHotEncoder with `infrequent_if_exist`: missing is a category, the shared column is last. */
export const oneHot: TransformKind<OneHot> = {
  kind: 'one-hot',
  takes: 'any',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit(transform, input, [measurement]) {
    const { values, counts, missing } = measured(measurement, 'counts')
    const categories: readonly Category[] = missing > 0 ? [...values, null] : values
    const all = missing > 0 ? [...counts, missing] : counts
    if (categories.length === 0) {
      return { features: [], warnings: [`"${input.name}" has no rows in training`] }
    }
    const rare = rareOnes(transform, all)
    const frequent = categories.filter((_, i) => !rare[i])
    const bucket = rare.includes(true) ? frequent.length : null
    const codes = codesOf(rare, bucket)
    const unknown = transform.unknown === 'bucket' ? bucket : null
    const names = [...frequent.map(shownCategory), ...(bucket === null ? [] : [rareName])]
    const feature: IndicatorFeature = {
      kind: 'indicators',
      name: input.name,
      names: distinct(names).map(name => `${input.name}=${name}`),
      code: encode(input.expr, categories, codes, { missing: unknown, unknown }),
    }
    return { features: [feature] }
  },
}

/** Which categories are rare, by scikit-learn's rules (`_identify_infrequent`). */
function rareOnes({ minFrequency, maxCategories }: OneHot, counts: readonly number[]): readonly boolean[] {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const least = minFrequency === undefined ? 0 : minFrequency < 1 ? minFrequency * rows : minFrequency
  const rare = counts.map(count => count < least)
  const columns = rare.filter(isRare => !isRare).length + 1
  if (maxCategories === undefined || maxCategories >= columns) return rare
  const kept = maxCategories - 1
  // Stable: of equally frequent categories the earlier become rare first.
  const ascending = counts.map((_, i) => i).toSorted((a, b) => (counts[a] as number) - (counts[b] as number))
  for (const i of ascending.slice(0, counts.length - kept)) rare[i] = true
  return rare
}

function codesOf(rare: readonly boolean[], bucket: number | null): readonly (number | null)[] {
  let next = 0
  return rare.map(isRare => (isRare ? bucket : next++))
}

/** Names made different where a real category is called like the shared column or like the missing one. */
function distinct(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.map(name => {
    let unique = name
    for (let i = 2; seen.has(unique); i++) unique = `${name}#${i}`
    seen.add(unique)
    return unique
  })
}
