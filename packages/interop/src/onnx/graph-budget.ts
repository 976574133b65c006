import { childrenOf, type ExprNode } from '@sluice/expr'
import type { OnnxValue } from './row-value.ts'

/** Columns, products, keys and nodes of trees that a graph may become, all together. */
const most = 10_000_000
/** Engines limit how deep an expression may be. */
const deepest = 1_000

/** What a graph has become so far: a small file can describe a gigantic one. */
export interface GraphBudget {
  /** Counts parts before they are made; false when there are too many. */
  spend(parts: number): boolean
  /** Whether no expression of a value is too deep. */
  isShallow(value: OnnxValue): boolean
}

/** A budget for one graph. */
export function graphBudget(): GraphBudget {
  let spent = 0
  const depths = new Map<ExprNode, number>()
  const depthOf = (node: ExprNode): number => {
    const known = depths.get(node)
    if (known !== undefined) return known
    const depth = childrenOf(node).reduce((deep, child) => Math.max(deep, depthOf(child) + 1), 1)
    depths.set(node, depth)
    return depth
  }
  return {
    spend(parts) {
      spent += parts
      return spent <= most
    },
    isShallow: value => value.kind === 'constant' || value.items.every(item => depthOf(item) <= deepest),
  }
}
