import { childrenOf, typeOf, type ExprNode } from '@sluice/expr'

/**
 * Numbers are compared with keys, edges and knots one after another: 0.1 µs for each in a row, as long as so many keys
 * of a text take (1 M rows, 7 splines: 11 s in DuckDB, 0.2 s in generated code).
 */
const perNumber = 32

/**
 * How many keys the lookups of an expression have together; edges of bins, knots of lines and words that are counted
 * weigh as keys do.
 */
export function lookupKeys(node: ExprNode): number {
  const seen = new Set<ExprNode>()
  const visit = (part: ExprNode): number => {
    if (seen.has(part)) return 0
    seen.add(part)
    return childrenOf(part).reduce((sum, child) => sum + visit(child), ownKeys(part))
  }
  return visit(node)
}

function ownKeys(node: ExprNode): number {
  if (node.kind === 'bucket') return perNumber * node.edges.length
  if (node.kind === 'interpolate') return perNumber * node.xs.length
  if (node.kind === 'call') return node.op === 'occurrences' ? perNumber : 0
  if (node.kind !== 'lookup') return 0
  return node.keys.length * (typeOf(node.input) === 'number' ? perNumber : 1)
}
