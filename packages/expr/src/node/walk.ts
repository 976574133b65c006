import { ExprInvalid } from '../errors/expr-invalid.ts'
import type { ColumnNode, ExprNode } from './node.ts'
import { ops } from './ops.ts'

/** The nodes that a node is made of, in order. */
export function childrenOf(node: ExprNode): readonly ExprNode[] {
  return childPlaces(node).map(({ child }) => child)
}

/** The nodes that a node is made of, with their places in it. */
export function childPlaces(node: ExprNode): readonly { readonly child: ExprNode; readonly place: string }[] {
  switch (node.kind) {
    case 'column':
    case 'literal':
      return []
    case 'call':
      return node.args.map((child, i) => ({ child, place: `${node.op}[${i}]` }))
    case 'case':
      return [
        ...node.branches.flatMap(({ when, then }, i) => [
          { child: when, place: `when[${i}]` },
          { child: then, place: `then[${i}]` },
        ]),
        { child: node.otherwise, place: 'otherwise' },
      ]
    case 'lookup':
    case 'interpolate':
    case 'bucket':
      return [{ child: node.input, place: 'input' }]
    case 'forest':
      return node.inputs.map((child, i) => ({ child, place: `inputs[${i}]` }))
  }
}

/**
 * The columns that expressions read, each once, in the order of first use.
 *
 * @throws ExprInvalid when a column is read with two types.
 */
export function columnsOf(...nodes: readonly ExprNode[]): readonly ColumnNode[] {
  const found = new Map<string, ColumnNode>()
  const seen = new Set<ExprNode>()
  const visit = (node: ExprNode) => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'column') {
      const known = found.get(node.name) ?? node
      if (known.type !== node.type) {
        throw new ExprInvalid({
          where: `column "${node.name}"`,
          reason: `is read as ${known.type} and as ${node.type}; read it with one type`,
        })
      }
      found.set(node.name, known)
    }
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
