import type { ExprNode } from '@sluice/expr'
import { clipBounds, factsOf } from './facts.ts'
import type { Knowledge } from './knowledge.ts'
import { isMedian, middleOf } from './order-statistics.ts'

/**
 * A median of an expression where it follows from known ranks: cutting to a range, filling with the median and the
 * logarithm keep it one. It is within a standard deviation of the mean.
 */
export function knownMedian(node: ExprNode, knowledge: Knowledge): number | undefined {
  const order = knowledge.order.get(node)
  if (order !== undefined) return middleOf(order)
  if (node.kind === 'case') {
    const bounds = clipBounds(node)
    const inner = bounds && knownMedian(node.otherwise, knowledge)
    return bounds && inner !== undefined ? Math.min(Math.max(inner, bounds[0]), bounds[1]) : undefined
  }
  if (node.kind !== 'call') return undefined
  const [first, second] = node.args as readonly [ExprNode, ExprNode?]
  if (node.op === 'log1p') return medianOfLogarithm(first, knowledge)
  const before = knowledge.order.get(first)
  if (node.op !== 'coalesce' || before === undefined || second?.kind !== 'literal') return undefined
  return typeof second.value === 'number' && isMedian(second.value, before) ? second.value : undefined
}

function medianOfLogarithm(of: ExprNode, knowledge: Knowledge): number | undefined {
  const median = knownMedian(of, knowledge)
  const { min = Number.NaN } = factsOf(of, knowledge.facts) ?? {}
  return median !== undefined && min > -1 ? Math.log1p(median) : undefined
}
