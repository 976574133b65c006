import { encode, type Category } from './category-value.ts'
import { measured, type Transform, type TransformKind } from './transform.ts'

/** The share of training rows that have the category; 0 for unknown ones. */
export interface Frequency extends Transform {
  readonly kind: 'frequency'
}

/** Missing counts as a category. */
export const frequency: TransformKind<Frequency> = {
  kind: 'frequency',
  takes: 'any',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit(_transform, input, [measurement]) {
    const { values, counts, missing } = measured(measurement, 'counts')
    const categories: readonly Category[] = missing > 0 ? [...values, null] : values
    const all = missing > 0 ? [...counts, missing] : counts
    const rows = all.reduce((sum, count) => sum + count, 0)
    const shares = all.map(count => count / rows)
    return {
      features: [
        {
          kind: 'value',
          name: input.name,
          expr: encode(input.expr, categories, shares, { missing: 0, unknown: 0 }),
        },
      ],
    }
  },
}
