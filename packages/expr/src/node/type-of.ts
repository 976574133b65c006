import { ExprInvalid } from '../errors/expr-invalid.ts'
import type { CallNode, CaseNode, DataType, ExprNode, LookupNode, Value } from './node.ts'
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
      return 'number'
    case 'case':
      return typeOf(node.otherwise)
    case 'call': {
      const { result } = ops[node.op]
      return result === 'same' ? typeOf(node.args[0] as ExprNode) : result
    }
  }
}

/**
 * Checks a whole expression: types, numbers of arguments, sorted knots. Returns its type.
 *
 * @throws ExprInvalid naming the place and the reason.
 */
export function checkTypes(node: ExprNode, where = 'value'): DataType {
  switch (node.kind) {
    case 'column':
      return node.type
    case 'literal':
      checkValue(node.value, node.type, where)
      return node.type
    case 'call':
      return checkCall(node, where)
    case 'case':
      return checkCase(node, where)
    case 'lookup':
      return checkLookup(node, where)
    case 'interpolate':
      expect(node.input, 'number', `${where}.input`)
      checkKnots(node.xs, where, 'xs')
      if (node.ys.length !== node.xs.length)
        throw invalid(where, `has ${node.xs.length} xs but ${node.ys.length} ys`)
      if (!node.ys.every(Number.isFinite)) throw invalid(where, 'ys must be finite numbers')
      return 'number'
    case 'bucket':
      expect(node.input, 'number', `${where}.input`)
      if (node.edges.length > 0) checkKnots(node.edges, where, 'edges')
      return 'number'
  }
}

function checkCall({ op, args }: CallNode, where: string): DataType {
  const rule = ops[op]
  const least = rule.args.length
  const fits = rule.variadic ? args.length >= least : args.length === least
  if (!fits)
    throw invalid(
      where,
      `${op} takes ${rule.variadic ? 'at least ' : ''}${least} arguments, not ${args.length}`,
    )
  let same: DataType | undefined
  args.forEach((arg, i) => {
    const place = `${where}.${op}[${i}]`
    const wanted = rule.args[Math.min(i, least - 1)] as DataType | 'same'
    if (wanted !== 'same') return void expect(arg, wanted, place)
    const found = checkTypes(arg, place)
    if (same !== undefined && found !== same)
      throw invalid(place, `is ${found}, but ${op} needs ${same} as before`)
    same = found
  })
  return rule.result === 'same' ? (same as DataType) : rule.result
}

function checkCase({ branches, otherwise }: CaseNode, where: string): DataType {
  const type = checkTypes(otherwise, `${where}.otherwise`)
  branches.forEach(({ when, then }, i) => {
    expect(when, 'boolean', `${where}.when[${i}]`)
    expect(then, type, `${where}.then[${i}]`)
  })
  return type
}

function checkLookup({ input, type, keys, values, missing, unknown }: LookupNode, where: string): DataType {
  const from = checkTypes(input, `${where}.input`)
  if (from === 'timestamp')
    throw invalid(where, 'a lookup over timestamps is not supported; look up a date part')
  if (keys.length !== values.length)
    throw invalid(where, `has ${keys.length} keys but ${values.length} values`)
  if (new Set(keys).size !== keys.length) throw invalid(where, 'has a key twice')
  keys.forEach(key => checkValue(key, from, `${where}.keys`))
  for (const value of [...values, missing, unknown]) checkValue(value, type, `${where}.values`)
  return type
}

function checkKnots(knots: readonly number[], where: string, name: string): void {
  const ascending = knots.every(
    (knot, i) => Number.isFinite(knot) && (i === 0 || knot > (knots[i - 1] as number)),
  )
  if (knots.length === 0 || !ascending) throw invalid(where, `${name} must be finite and strictly ascending`)
}

function checkValue(value: Value, type: DataType, where: string): void {
  if (value === null) return
  const expected = type === 'text' ? 'string' : type === 'boolean' ? 'boolean' : 'number'
  if (typeof value !== expected) throw invalid(where, `holds a ${typeof value} where ${type} is needed`)
  if (typeof value === 'number' && !Number.isFinite(value))
    throw invalid(where, `holds ${value}; use null for missing`)
}

function expect(node: ExprNode, type: DataType, where: string): void {
  const found = checkTypes(node, where)
  if (found !== type) throw invalid(where, `is ${found}, but ${type} is needed`)
}

function invalid(where: string, reason: string): ExprInvalid {
  return new ExprInvalid({ where, reason })
}
