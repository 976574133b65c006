import { call, literal, type ExprNode } from '@sluice/expr'

/** A polynomial of a value by Horner's rule; coefficients from the constant on. */
export function polynomialOf(coefficients: readonly number[], value: ExprNode): ExprNode {
  const [highest = 0, ...lower] = coefficients.toReversed()
  return lower.reduce<ExprNode>(
    (sum, coefficient) => call('add', call('multiply', sum, value), literal(coefficient)),
    literal(highest),
  )
}
