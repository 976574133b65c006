import { interpretJs } from '../js/interpret.ts'
import { caseOf, column, literal, lookup } from './build.ts'
import type { CallNode, CaseNode, ExprNode, LookupNode, Value } from './node.ts'
import { neverMissing } from './never-missing.ts'
import { ops } from './ops.ts'
import { typeOf } from './type-of.ts'
import { childrenOf } from './walk.ts'
import { withChildren } from './with-children.ts'

/**
 * A smaller expression with the same bits for every row. Exact operations on constants are done once; what is done
 * with the result of a lookup moves into its values (a lookup of a lookup, a lookup times a weight); branches that
 * cannot be taken go.
 */
export function simplify(node: ExprNode): ExprNode {
  const done = new Map<ExprNode, ExprNode>()
  const visit = (part: ExprNode): ExprNode => {
    const known = done.get(part)
    if (known !== undefined) return known
    const children = childrenOf(part)
    const simpler = children.map(visit)
    const unchanged = simpler.every((child, i) => child === children[i])
    const result = reduce(unchanged ? part : withChildren(part, simpler))
    done.set(part, result)
    return result
  }
  return visit(node)
}

function reduce(node: ExprNode): ExprNode {
  if (node.kind === 'case') return reduceCase(node)
  if (node.kind === 'call') {
    const shorter = reduceCall(node)
    if (shorter !== node) return shorter
    if (!ops[node.op].exact) return node
  }
  return folded(node) ?? node
}

function reduceCase(node: CaseNode): ExprNode {
  const possible = node.branches.filter(({ when }) => when.kind !== 'literal' || when.value === true)
  const certain = possible.findIndex(({ when }) => when.kind === 'literal')
  const branches = certain < 0 ? possible : possible.slice(0, certain)
  const otherwise = certain < 0 ? node.otherwise : (possible[certain] as CaseNode['branches'][number]).then
  if (branches.length === 0) return otherwise
  const shorter = branches.length === node.branches.length ? node : caseOf(branches, otherwise)
  return folded(shorter) ?? shorter
}

function reduceCall(node: CallNode): ExprNode {
  const [first, second] = node.args as readonly [ExprNode, ExprNode?]
  switch (node.op) {
    case 'multiply':
      return isNumber(second, 1) ? first : isNumber(first, 1) ? (second as ExprNode) : node
    case 'divide':
      return isNumber(second, 1) ? first : node
    case 'subtract':
      return isNumber(second, 0) ? first : node
    case 'coalesce':
      return node.args.length === 1 || neverMissing(first) ? first : node
    case 'isMissing':
      return neverMissing(first) ? literal(false) : node
    default:
      return node
  }
}

function isNumber(node: ExprNode | undefined, value: number): boolean {
  return node?.kind === 'literal' && node.value === value
}

/** A node over constants as a constant, a node over one lookup and constants as a lookup. */
function folded(node: ExprNode): ExprNode | undefined {
  const children = childrenOf(node)
  const varying = children.filter(child => child.kind !== 'literal')
  if (children.length === 0) return undefined
  if (varying.length === 0) return constantOf(node)
  const [input] = varying
  return varying.length === 1 && input?.kind === 'lookup' ? lookupOf(node, input) : undefined
}

function constantOf(node: ExprNode): ExprNode | undefined {
  const { value = null } = interpretJs({ value: node }).row({})
  return isConstant(value) ? literal(value, typeOf(node)) : undefined
}

const placeholder = 'value'

function lookupOf(node: ExprNode, input: LookupNode): ExprNode | undefined {
  const parts = childrenOf(node).map(child => (child === input ? column(placeholder, input.type) : child))
  const { row } = interpretJs({ value: withChildren(node, parts) })
  const through = (value: Value): Value => row({ [placeholder]: value })['value'] as Value
  const values = input.values.map(through)
  const missing = through(input.missing)
  const unknown = through(input.unknown)
  if (![...values, missing, unknown].every(isConstant)) return undefined
  return lookup({ input: input.input, type: typeOf(node), keys: input.keys, values, missing, unknown })
}

/** Constants hold neither infinities nor -0. */
function isConstant(value: Value): boolean {
  return typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))
}
