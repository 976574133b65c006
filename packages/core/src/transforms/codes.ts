import { encode } from './category-value.ts'
import { distinct, rareCategories, type RareOptions } from './rare-categories.ts'
import { leftOut, measured, type Transform, type TransformKind } from './transform.ts'

/** The category itself, for learners that split by category. */
export interface Codes extends Transform, RareOptions {
  readonly kind: 'codes'
}

/** A code must fit in a byte beside the missing one. */
export const mostCodes = 255

/** The name of the place that rare and unknown categories share. */
const otherName = 'other'

/**
 * As scikit-learn's OrdinalEncoder with `min_frequency` and `max_categories`: codes count the frequent categories in
 * ascending order, rare ones share the last. Unknown ones go there too, or are missing where there is no such place.
 * Missing is no category.
 */
export const codes: TransformKind<Codes> = {
  kind: 'codes',
  takes: 'category',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit(transform, input, [measurement]) {
    const { values, counts, missing } = measured(measurement, 'counts')
    if (values.length === 0) return leftOut(input)
    const rows = counts.reduce((sum, count) => sum + count, missing)
    const rare = rareCategories({ maxCategories: mostCodes, ...transform }, counts, rows)
    const frequent = values.filter((_, i) => !rare[i])
    const other = rare.includes(true) ? frequent.length : null
    const table = { categories: frequent, values: frequent.map((_, code) => code) }
    const names = distinct([...frequent.map(String), ...(other === null ? [] : [otherName])])
    const code = encode(input.expr, table, { missing: null, unknown: other })
    return { features: [{ kind: 'categories', name: input.name, names, code }] }
  },
}
