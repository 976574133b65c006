import { childrenOf, type ExprNode } from '@sluice/expr'

/** How many keys the lookups of an expression have together. */
export function lookupKeys(node: ExprNode): number {
  const own = node.kind === 'lookup' ? node.keys.length : 0
  return childrenOf(node).reduce((sum, child) => sum + lookupKeys(child), own)
}
