import { ExprInvalid } from '../errors/expr-invalid.ts'
import { checkForest } from './check-forest.ts'
import type { CallNode, CaseNode, DataType, ExprNode, InterpolateNode, LookupNode, Value } from './node.ts'
import { isOp, ops } from './ops.ts'
import { typeOf } from './type-of.ts'
import { childPlaces } from './walk.ts'

/**
 * Checks a whole expression: types, numbers of arguments, constants, sorted knots. Returns its type.
 *
 * @throws ExprInvalid naming the place and the reason.
 */
export function checkTypes(node: ExprNode): DataType {
  const checked = new Set<ExprNode>()
  const visit = (part: ExprNode, where: string): void => {
    if (checked.has(part)) return
    for (const { child, place } of childPlaces(part)) visit(child, `${where}.${place}`)
    checkNode(part, where)
    checked.add(part)
  }
  visit(node, 'value')
  return typeOf(node)
}

/** Checks one node, trusting its children. */
export function checkNode(node: ExprNode, where: string): void {
  switch (node.kind) {
    case 'column':
      return checkName(node.name, where)
    case 'literal':
      return checkValue(node.value, node.type, where)
    case 'call':
      return checkCall(node, where)
    case 'case':
      return checkCase(node, where)
    case 'lookup':
      return checkLookup(node, where)
    case 'interpolate':
      return checkLine(node, where)
    case 'bucket':
      needs(node.input, 'number', `${where}.input`)
      return checkAscending(node.edges, where, 'edges')
    case 'forest':
      node.inputs.forEach((input, i) => needs(input, 'number', `${where}.inputs[${i}]`))
      return checkForest(node.forest, node.inputs.length, where)
  }
}

function checkName(name: string, where: string): void {
  if (name === '' || name.includes('\0') || !name.isWellFormed()) {
    throw invalid(where, `${JSON.stringify(name)} is no name of a column`)
  }
}

function checkCall({ op, args }: CallNode, where: string): void {
  if (!isOp(op)) throw invalid(where, `names an unknown operation ${JSON.stringify(op)}`)
  const { args: wanted, variadic } = ops[op]
  const fits = variadic ? args.length >= wanted.length : args.length === wanted.length
  if (!fits) {
    const least = variadic ? 'at least ' : ''
    throw invalid(
      where,
      `${op} takes ${least}${wanted.length} argument${wanted.length === 1 ? '' : 's'}, not ${args.length}`,
    )
  }
  args.forEach((arg, i) => {
    const place = `${where}.${op}[${i}]`
    const rule = wanted[Math.min(i, wanted.length - 1)] as DataType | 'same' | 'ordered'
    if (rule !== 'same' && rule !== 'ordered') return needs(arg, rule, place)
    const found = typeOf(arg)
    if (rule === 'ordered' && found === 'boolean') throw invalid(place, 'is boolean, which has no order')
    needs(arg, typeOf(args[0] as ExprNode), place)
  })
}

function checkCase({ branches, otherwise }: CaseNode, where: string): void {
  const type = typeOf(otherwise)
  branches.forEach(({ when, then }, i) => {
    needs(when, 'boolean', `${where}.when[${i}]`)
    needs(then, type, `${where}.then[${i}]`)
  })
}

function checkLookup({ input, type, keys, values, missing, unknown }: LookupNode, where: string): void {
  const from = typeOf(input)
  if (from === 'timestamp') throw invalid(where, 'looks up timestamps; look up a part of the date')
  if (keys.length !== values.length) {
    throw invalid(where, `has ${keys.length} keys but ${values.length} values`)
  }
  if (new Set(keys).size !== keys.length) throw invalid(where, 'has a key twice')
  keys.forEach((key, i) => {
    if (key === null) throw invalid(`${where}.keys[${i}]`, 'is missing; use "missing" for its value')
    checkValue(key, from, `${where}.keys[${i}]`)
  })
  values.forEach((value, i) => checkValue(value, type, `${where}.values[${i}]`))
  checkValue(missing, type, `${where}.missing`)
  checkValue(unknown, type, `${where}.unknown`)
}

function checkLine({ input, xs, ys }: InterpolateNode, where: string): void {
  needs(input, 'number', `${where}.input`)
  if (xs.length === 0) throw invalid(where, 'has no knots')
  if (ys.length !== xs.length) throw invalid(where, `has ${xs.length} xs but ${ys.length} ys`)
  checkAscending(xs, where, 'xs')
  if (!ys.every(Number.isFinite)) throw invalid(`${where}.ys`, 'must be finite numbers')
  xs.slice(1).forEach((x1, i) => {
    const [x0, y0, y1] = [xs[i], ys[i], ys[i + 1]] as [number, number, number]
    const end = ((y1 - y0) / (x1 - x0)) * (x1 - x0) + y0
    if (!Number.isFinite(end)) throw invalid(`${where}.xs[${i}]`, 'starts a piece too steep for a double')
  })
}

function checkAscending(numbers: readonly number[], where: string, name: string): void {
  const at = numbers.findIndex((x, i) => !Number.isFinite(x) || (i > 0 && !(x > (numbers[i - 1] as number))))
  if (at >= 0) throw invalid(`${where}.${name}[${at}]`, `${name} must be finite and strictly ascending`)
}

// Years 1 to 9999, which every engine can write.
const [earliest, latest] = [-62_135_596_800_000_000, 253_402_300_799_000_000]

function checkValue(value: Value, type: DataType, where: string): void {
  if (value === null) return
  const expected = type === 'text' ? 'string' : type === 'boolean' ? 'boolean' : 'number'
  // oxlint-disable-next-line valid-typeof
  if (typeof value !== expected) {
    throw invalid(where, `is the ${typeof value} ${JSON.stringify(value)} where ${type} is needed`)
  }
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw invalid(where, `${JSON.stringify(value)} holds half a character (a lone surrogate)`)
  }
  if (typeof value !== 'number') return
  if (!Number.isFinite(value)) throw invalid(where, `is ${value}; constants are finite, null is missing`)
  if (type === 'timestamp' && !(Number.isInteger(value) && value >= earliest && value <= latest)) {
    throw invalid(where, `${value} is no instant in whole microseconds of the years 1 to 9999`)
  }
}

function needs(node: ExprNode, type: DataType, where: string): void {
  const found = typeOf(node)
  if (found !== type) throw invalid(where, `is ${found}, but ${type} is needed`)
}

function invalid(where: string, reason: string): ExprInvalid {
  return new ExprInvalid({ where, reason })
}
