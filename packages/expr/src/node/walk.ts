import type { ColumnNode, ExprNode } from './node.ts'
import { ops } from './ops.ts'

/** The nodes that a node is made of, in order. */
export function childrenOf(node: ExprNode): readonly ExprNode[] {
  switch (node.kind) {
    case 'column':
    case 'literal':
      return []
    case 'call':
      return node.args
    case 'case':
      return [...node.branches.flatMap(({ when, then }) => [when, then]), node.otherwise]
    case 'lookup':
    case 'interpolate':
    case 'bucket':
      return [node.input]
  }
}

/** The same node over other children, given in the order of {@link childrenOf}. */
export function withChildren(node: ExprNode, children: readonly ExprNode[]): ExprNode {
  switch (node.kind) {
    case 'column':
    case 'literal':
      return node
    case 'call':
      return { ...node, args: children }
    case 'case': {
      const branches = node.branches.map((_, i) => ({
        when: children[2 * i] as ExprNode,
        then: children[2 * i + 1] as ExprNode,
      }))
      return { ...node, branches, otherwise: children.at(-1) as ExprNode }
    }
    case 'lookup':
    case 'interpolate':
    case 'bucket':
      return { ...node, input: children[0] as ExprNode }
  }
}

/** The columns that expressions read, each once, in the order of first use. */
export function columnsOf(...nodes: readonly ExprNode[]): readonly ColumnNode[] {
  const found = new Map<string, ColumnNode>()
  const seen = new Set<ExprNode>()
  const visit = (node: ExprNode) => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'column' && !found.has(node.name)) found.set(node.name, node)
    childrenOf(node).forEach(visit)
  }
  nodes.forEach(visit)
  return [...found.values()]
}

/** True when every engine gives the same bits: no exp, ln, log1p or sigmoid takes part. */
export function isExact(node: ExprNode): boolean {
  const seen = new Set<ExprNode>()
  const exact = (part: ExprNode): boolean => {
    if (seen.has(part)) return true
    seen.add(part)
    return (part.kind !== 'call' || ops[part.op].exact) && childrenOf(part).every(exact)
  }
  return exact(node)
}
