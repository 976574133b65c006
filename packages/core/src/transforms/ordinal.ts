import { encode, type Category } from './category-value.ts'
import { measured, type Transform, type TransformKind } from './transform.ts'

/** The position of a category in the sorted categories of training. */
export interface Ordinal extends Transform {
  readonly kind: 'ordinal'
  /** The code of categories that training did not have. */
  readonly unknown: number
}

/** As scikit-learn's OrdinalEncoder with `use_encoded_value`: missing, where training had it, is the last code. */
export const ordinal: TransformKind<Ordinal> = {
  kind: 'ordinal',
  takes: 'any',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit({ unknown }, input, [measurement]) {
    const { values, missing } = measured(measurement, 'counts')
    const categories: readonly Category[] = missing > 0 ? [...values, null] : values
    const codes = categories.map((_, i) => i)
    return {
      features: [
        {
          kind: 'value',
          name: input.name,
          expr: encode(input.expr, categories, codes, { missing: unknown, unknown }),
        },
      ],
    }
  },
}
