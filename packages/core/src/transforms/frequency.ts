import { categoriesOf, encode } from './category-value.ts'
import { measured, type Transform, type TransformKind } from './transform.ts'

/** The share of the training rows that have the category; 0 for unknown ones. */
export interface Frequency extends Transform {
  readonly kind: 'frequency'
}

/** Missing counts as a category. */
export const frequency: TransformKind<Frequency> = {
  kind: 'frequency',
  takes: 'category',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit(_transform, { name, expr }, [measurement]) {
    const { categories, counts } = categoriesOf(measured(measurement, 'counts'))
    const rows = counts.reduce((sum, count) => sum + count, 0)
    const values = counts.map(count => count / rows)
    return {
      features: [
        { kind: 'value', name, expr: encode(expr, { categories, values }, { missing: 0, unknown: 0 }) },
      ],
    }
  },
}
