import { categoriesOf, encode } from './category-value.ts'
import { measured, type Transform, type TransformKind } from './transform.ts'

/** The position of a category in the sorted categories of training. */
export interface Ordinal extends Transform {
  readonly kind: 'ordinal'
  /** The code of categories that training did not have: below 0. */
  readonly unknown: number
}

/** As scikit-learn's OrdinalEncoder with `use_encoded_value`: missing, where training had it, is the last code. */
export const ordinal: TransformKind<Ordinal> = {
  kind: 'ordinal',
  takes: 'category',
  statistics: (_transform, { expr }) => [{ kind: 'counts', of: expr }],
  fit({ unknown }, { name, expr }, [measurement]) {
    const { categories } = categoriesOf(measured(measurement, 'counts'))
    const values = categories.map((_, code) => code)
    const code = encode(expr, { categories, values }, { missing: unknown, unknown })
    return { features: [{ kind: 'value', name, expr: code }] }
  },
}
