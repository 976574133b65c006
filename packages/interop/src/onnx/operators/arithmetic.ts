import { call, caseOf, literal, type ExprNode, type Op } from '@sluice/expr'
import type { Constant, ElementType, OnnxValue, RowValue } from '../row-value.ts'
import type { Operator, OperatorCall } from './operator.ts'

const numeric: readonly ElementType[] = ['float', 'double', 'integer']

/** A constant as the items of a row of so many columns. */
export function itemsOf(value: OnnxValue, width: number, call_: OperatorCall): readonly ExprNode[] {
  const items = value.kind === 'row' ? value.items : constantItems(value, call_)
  if (items.length === width) return items
  call_.spend(width)
  if (items.length === 1) return Array.from({ length: width }, () => items[0] as ExprNode)
  return call_.noEquivalent(`${items.length} columns do not fit ${width}`)
}

/** A number of a constant as a literal; there is no infinity and no missing one among ours. */
export function numberLiteral(value: number | string | undefined, { noEquivalent }: OperatorCall): ExprNode {
  if (typeof value === 'number' && Number.isFinite(value)) return literal(value)
  return noEquivalent(`the constant ${value} is not a finite number`)
}

function constantItems({ dims, values }: Constant, call_: OperatorCall): readonly ExprNode[] {
  const width = dims.at(-1) ?? 1
  if (values.length !== width) call_.noEquivalent(`a constant of ${dims.join(' × ')} is not one row`)
  return values.map(value => (typeof value === 'string' ? literal(value) : numberLiteral(value, call_)))
}

/** The numbers of an input; booleans and texts are none. */
export function numbersOf(call_: OperatorCall, place: number): RowValue {
  const row = call_.row(place)
  return numeric.includes(row.element) ? row : call_.noEquivalent(`its input is ${row.element}`)
}

/** Operators of one number, element by element. */
function unary(make: (x: ExprNode) => ExprNode): Operator {
  return call_ => {
    const { element, items } = numbersOf(call_, 0)
    return [{ kind: 'row', element, items: items.map(make) }]
  }
}

const isNumber = (value: OnnxValue) => numeric.includes(value.element)

/** Operators of two rows, or of a row and a constant. */
function binary(
  make: (a: ExprNode, b: ExprNode) => ExprNode,
  result?: ElementType,
  accepts: (value: OnnxValue) => boolean = isNumber,
): Operator {
  return call_ => {
    const [a, b] = [call_.input(0), call_.input(1)]
    if (a.kind === 'constant' && b.kind === 'constant') {
      return call_.noEquivalent('both operands are constants')
    }
    for (const value of [a, b]) if (!accepts(value)) call_.noEquivalent(`an operand is ${value.element}`)
    const width = Math.max(widthOf(a), widthOf(b))
    const [left, right] = [itemsOf(a, width, call_), itemsOf(b, width, call_)]
    const element = result ?? (a.kind === 'row' ? a.element : b.element)
    return [{ kind: 'row', element, items: left.map((item, i) => make(item, right[i] as ExprNode)) }]
  }
}

function widthOf(value: OnnxValue): number {
  return value.kind === 'row' ? value.items.length : (value.dims.at(-1) ?? 1)
}

const of = (op: Op) => (a: ExprNode, b: ExprNode) => call(op, a, b)
const logical = (value: OnnxValue) => value.element === 'boolean' && value.kind === 'row'

/** Whole numbers are divided without a rest in ONNX. */
const divide: Operator = call_ => {
  if (call_.input(0).element === 'integer') return call_.noEquivalent('a division of whole numbers')
  return binary(of('divide'))(call_)
}

const power: Operator = call_ => {
  const { element, items } = numbersOf(call_, 0)
  const { values } = call_.constant(1)
  if (values.length !== 1) return call_.noEquivalent('several exponents')
  const make = powers.get(values[0] as number)
  if (make === undefined) return call_.noEquivalent(`the exponent ${values[0]} (there are 0.5, 1, 2 and 3)`)
  return [{ kind: 'row', element, items: items.map(make) }]
}

const square = (x: ExprNode) => call('multiply', x, x)
const powers: ReadonlyMap<number, (x: ExprNode) => ExprNode> = new Map([
  [0.5, (x: ExprNode) => call('sqrt', x)],
  [1, (x: ExprNode) => x],
  [2, square],
  [3, (x: ExprNode) => call('multiply', square(x), x)],
])

const clip: Operator = call_ => {
  const { element, items } = numbersOf(call_, 0)
  const bound = (place: number, name: string) => {
    if (call_.attributes.has(name)) return literal(call_.attributes.number(name, 0))
    return call_.inputs[place] && numberLiteral(call_.constant(place).values[0], call_)
  }
  const [low, high] = [bound(1, 'min'), bound(2, 'max')]
  const clipped = items.map(item => {
    const above = low === undefined ? item : call('largest', item, low)
    return high === undefined ? above : call('smallest', above, high)
  })
  return [{ kind: 'row', element, items: clipped }]
}

const where: Operator = call_ => {
  const condition = call_.row(0)
  const [a, b] = [call_.input(1), call_.input(2)]
  if (!isNumber(a) || !isNumber(b)) return call_.noEquivalent('it chooses between values that are no numbers')
  const width = Math.max(condition.items.length, widthOf(a), widthOf(b))
  const [conditions, yes, no] = [condition, a, b].map(value => itemsOf(value, width, call_)) as [
    readonly ExprNode[],
    readonly ExprNode[],
    readonly ExprNode[],
  ]
  const items = conditions.map((when, i) => caseOf([{ when, then: yes[i] as ExprNode }], no[i] as ExprNode))
  return [{ kind: 'row', element: a.element, items }]
}

// A comparison with a value that is not a number is false in ONNX.
const compare = (op: Op) => binary((a, b) => call('coalesce', call(op, a, b), literal(false)), 'boolean')

/** Operators that work element by element, of the default operator set. */
export const arithmetic: Readonly<Record<string, Operator>> = {
  Add: binary(of('add')),
  Sub: binary(of('subtract')),
  Mul: binary(of('multiply')),
  Div: divide,
  Pow: power,
  Clip: clip,
  Where: where,
  Neg: unary(x => call('negate', x)),
  Abs: unary(x => call('abs', x)),
  Sqrt: unary(x => call('sqrt', x)),
  Exp: unary(x => call('exp', x)),
  Log: unary(x => call('ln', x)),
  Floor: unary(x => call('floor', x)),
  Ceil: unary(x => call('ceil', x)),
  Sigmoid: unary(x => call('sigmoid', x)),
  Relu: unary(x => call('largest', x, literal(0))),
  Less: compare('less'),
  LessOrEqual: compare('lessOrEqual'),
  Greater: compare('greater'),
  GreaterOrEqual: compare('greaterOrEqual'),
  Equal: compare('equal'),
  And: binary(of('and'), 'boolean', logical),
  Or: binary(of('or'), 'boolean', logical),
  Not: call_ => {
    const { element, items } = call_.row(0)
    if (element !== 'boolean') return call_.noEquivalent(`its input is ${element}`)
    return [{ kind: 'row', element, items: items.map(item => call('not', item)) }]
  },
  IsNaN: call_ => {
    const { items } = numbersOf(call_, 0)
    return [{ kind: 'row', element: 'boolean', items: items.map(item => call('isMissing', item)) }]
  },
}
