import { bucket, call, caseOf, forest, interpolate, lookup } from './build.ts'
import type { ExprNode } from './node.ts'

/** The same node over other children, given in the order of {@link childrenOf}. */
export function withChildren(node: ExprNode, children: readonly ExprNode[]): ExprNode {
  switch (node.kind) {
    case 'column':
    case 'literal':
      return node
    case 'call':
      return call(node.op, ...children)
    case 'case': {
      const branches = node.branches.map((_, i) => ({
        when: children[2 * i] as ExprNode,
        then: children[2 * i + 1] as ExprNode,
      }))
      return caseOf(branches, children.at(-1) as ExprNode)
    }
    case 'lookup':
      return lookup({ ...node, input: children[0] as ExprNode })
    case 'interpolate':
      return interpolate(children[0] as ExprNode, node.xs, node.ys)
    case 'bucket':
      return bucket(children[0] as ExprNode, node.edges)
    case 'forest':
      return forest(children, node.forest)
  }
}
