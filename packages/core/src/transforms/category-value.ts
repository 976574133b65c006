import { lookup, typeOf, type ExprNode, type Value } from '@sluice/expr'

/** A category as training had it; null is the missing one. */
export type Category = string | number | null

/** A lookup from categories to values, with one value for the missing category and one for unknown ones. */
export function encode(
  input: ExprNode,
  categories: readonly Category[],
  values: readonly Value[],
  otherwise: { readonly missing: Value; readonly unknown: Value },
): ExprNode {
  const present = categories.flatMap((category, i) =>
    category === null ? [] : [{ category, value: values[i] as Value }],
  )
  const missingAt = categories.indexOf(null)
  return lookup({
    input,
    type: 'number',
    keys: present.map(({ category }) => category),
    values: present.map(({ value }) => value),
    missing: missingAt === -1 ? otherwise.missing : (values[missingAt] as Value),
    unknown: otherwise.unknown,
  })
}

/** How a category is written in a feature's name. */
export function shownCategory(category: Category): string {
  return category === null ? '(missing)' : String(category)
}

/** True when a node gives categories that are numbers. */
export function isNumeric(node: ExprNode): boolean {
  return typeOf(node) === 'number'
}
