import type { ExprNode } from './node.ts'
import { childrenOf } from './walk.ts'

/** True when a node has a value for every row. Of arithmetic it is not claimed: ∞ - ∞ is missing. */
export function neverMissing(node: ExprNode): boolean {
  switch (node.kind) {
    case 'column':
      return false
    case 'literal':
      return node.value !== null
    case 'lookup':
      return (
        node.unknown !== null &&
        !node.values.includes(null) &&
        (node.missing !== null || neverMissing(node.input))
      )
    case 'interpolate':
    case 'bucket':
      return neverMissing(node.input)
    case 'forest':
      return true
    case 'case':
      return [...node.branches.map(({ then }) => then), node.otherwise].every(neverMissing)
    case 'call':
      if (node.op === 'isMissing') return true
      if (node.op === 'coalesce') return node.args.some(neverMissing)
      return keepsPresence.has(node.op) && childrenOf(node).every(neverMissing)
  }
}

const keepsPresence: ReadonlySet<string> = new Set(
  (
    'smallest largest negate abs floor ceil exp sigmoid equal notEqual less lessOrEqual greater greaterOrEqual ' +
    'and or not lower concat length words hash toNumber'
  ).split(' '),
)
