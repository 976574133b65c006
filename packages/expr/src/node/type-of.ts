import type { DataType, ExprNode } from './node.ts'
import { ops } from './ops.ts'

/** The type of a node's value, trusting that the node was checked when it was made. */
export function typeOf(node: ExprNode): DataType {
  switch (node.kind) {
    case 'column':
    case 'literal':
    case 'lookup':
      return node.type
    case 'interpolate':
    case 'bucket':
    case 'forest':
      return 'number'
    case 'case':
      return typeOf(node.otherwise)
    case 'call': {
      const { result } = ops[node.op]
      return result === 'same' ? typeOf(node.args[0] as ExprNode) : result
    }
  }
}
