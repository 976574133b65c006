import { childrenOf, withChildren, type ColumnNode, type ExprNode } from '@sluice/expr'

/** The same expressions with other nodes in the place of columns; parts that are shared stay shared. */
export function replaceColumns(
  nodes: readonly ExprNode[],
  replacement: (column: ColumnNode) => ExprNode,
): readonly ExprNode[] {
  const done = new Map<ExprNode, ExprNode>()
  const replaced = (node: ExprNode): ExprNode => {
    const known = done.get(node)
    if (known !== undefined) return known
    const result =
      node.kind === 'column' ? replacement(node) : withChildren(node, childrenOf(node).map(replaced))
    done.set(node, result)
    return result
  }
  return nodes.map(replaced)
}
