import { lookup, type ExprNode, type Value } from '@sluice/expr'
import type { Category, CountsMeasurement } from './transform.ts'

/** Categories with a number for each. */
export interface CategoryTable {
  readonly categories: readonly Category[]
  readonly values: readonly (number | null)[]
}

/** A lookup of categories, with one value for the missing category and one for unknown ones. */
export function encode(
  input: ExprNode,
  { categories, values }: CategoryTable,
  otherwise: { readonly missing: Value; readonly unknown: Value },
): ExprNode {
  const entries = categories.flatMap((key, i) => (key === null ? [] : [{ key, value: values[i] as Value }]))
  const missingAt = categories.indexOf(null)
  return lookup({
    input,
    type: 'number',
    keys: entries.map(({ key }) => key),
    values: entries.map(({ value }) => value),
    missing: missingAt < 0 ? otherwise.missing : (values[missingAt] as Value),
    unknown: otherwise.unknown,
  })
}

/** The categories of training in order, the missing one last where there is one. */
export function categoriesOf({ values, counts, missing }: CountsMeasurement): {
  readonly categories: readonly Category[]
  readonly counts: readonly number[]
} {
  if (missing === 0) return { categories: values, counts }
  return { categories: [...values, null], counts: [...counts, missing] }
}

/** How a category is written in the name of an indicator. */
export function shownCategory(category: Category): string {
  return category === null ? '(missing)' : String(category)
}
