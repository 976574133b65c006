import { interpretJs } from '../js/interpret.ts'
import { literal } from './build.ts'
import type { CaseNode, ExprNode, LookupNode, Value } from './node.ts'
import { typeOf } from './type-of.ts'
import { childrenOf, isExact, withChildren } from './walk.ts'

/**
 * A smaller expression with the same bits for every row: constants are folded (exact operations only), a lookup of a
 * lookup becomes one, branches that cannot be taken go.
 */
export function simplify(node: ExprNode): ExprNode {
  const done = new Map<ExprNode, ExprNode>()
  const visit = (part: ExprNode): ExprNode => {
    const known = done.get(part)
    if (known !== undefined) return known
    const children = childrenOf(part)
    const simpler = children.map(visit)
    const rebuilt = simpler.every((child, i) => child === children[i]) ? part : withChildren(part, simpler)
    const result = reduce(rebuilt)
    done.set(part, result)
    return result
  }
  return visit(node)
}

function reduce(node: ExprNode): ExprNode {
  if (node.kind === 'case') return reduceCase(node)
  if (node.kind === 'lookup' && node.input.kind === 'lookup') return fused(node, node.input)
  if (node.kind === 'call' && node.op === 'coalesce') {
    const [first] = node.args
    if (node.args.length === 1) return first as ExprNode
    if (first?.kind === 'literal' && first.value !== null) return first
  }
  const children = childrenOf(node)
  const constant = children.length > 0 && children.every(child => child.kind === 'literal') && isExact(node)
  return constant ? folded(node) : node
}

function folded(node: ExprNode): ExprNode {
  const { value = null } = interpretJs({ value: node }).row({})
  const finite = typeof value !== 'number' || Number.isFinite(value)
  return finite ? literal(value, typeOf(node)) : node
}

function reduceCase(node: CaseNode): ExprNode {
  const branches = node.branches.filter(({ when }) => !(when.kind === 'literal' && when.value !== true))
  const [first] = branches
  if (first === undefined) return node.otherwise
  if (first.when.kind === 'literal') return first.then
  return branches.length === node.branches.length ? node : { ...node, branches }
}

/** One lookup that does what `outer` does with the results of `inner`. */
function fused(outer: LookupNode, inner: LookupNode): LookupNode {
  const map = new Map(outer.keys.map((key, i) => [key, outer.values[i] as Value]))
  const through = (value: Value): Value => {
    if (value === null) return outer.missing
    const found = map.get(value)
    return found === undefined ? outer.unknown : found
  }
  return {
    ...inner,
    type: outer.type,
    values: inner.values.map(through),
    missing: through(inner.missing),
    unknown: through(inner.unknown),
  }
}
