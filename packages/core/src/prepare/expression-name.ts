import type { ExprNode, Op } from '@sluice/expr'

const infix: Partial<Record<Op, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  equal: '=',
  notEqual: '<>',
  less: '<',
  lessOrEqual: '<=',
  greater: '>',
  greaterOrEqual: '>=',
  and: 'and',
  or: 'or',
}

/** An expression as a person would write it, to name the feature made of it: `spend / visits`. */
export function expressionName(node: ExprNode): string {
  return written(node, false)
}

function written(node: ExprNode, inside: boolean): string {
  const child = (part: ExprNode) => written(part, true)
  switch (node.kind) {
    case 'column':
      return node.name
    case 'literal':
      return String(node.value)
    case 'call': {
      const operator = infix[node.op]
      if (operator === undefined) return `${node.op}(${node.args.map(expressionName).join(', ')})`
      const text = node.args.map(child).join(` ${operator} `)
      return inside ? `(${text})` : text
    }
    case 'case': {
      const branches = node.branches.map(({ when, then }) => `${expressionName(when)} ? ${child(then)}`)
      return `(${branches.join(' : ')} : ${child(node.otherwise)})`
    }
    case 'lookup':
    case 'interpolate':
    case 'bucket':
      return `${node.kind}(${expressionName(node.input)})`
    case 'forest':
      return `forest(${node.inputs.map(expressionName).join(', ')})`
  }
}
