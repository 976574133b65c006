import { call, literal, sumOf, type ExprNode } from '@sluice/expr'
import type { Constant } from '../row-value.ts'
import { itemsOf, numberLiteral, numbersOf } from './arithmetic.ts'
import type { Operator, OperatorCall } from './operator.ts'

/** Products of a network that become one expression; larger ones are for onnxruntime. */
const mostProducts = 20_000

/** Each row times a matrix of `[inputs, outputs]`. */
export function times(
  items: readonly ExprNode[],
  weights: (input: number, output: number) => number,
  outputs: number,
  call_: OperatorCall,
): readonly ExprNode[] {
  if (items.length * outputs > mostProducts) {
    return call_.noEquivalent(`${items.length} × ${outputs} products are too many for an expression`)
  }
  call_.spend(items.length * outputs)
  return Array.from({ length: outputs }, (_, k) =>
    sumOf(items.map((item, i) => call('multiply', item, numberLiteral(weights(i, k), call_)))),
  )
}

const matMul: Operator = call_ => {
  const { element, items } = numbersOf(call_, 0)
  const matrix = matrixOf(call_.constant(1), call_)
  if (matrix.rows !== items.length) {
    call_.invalid(`multiplies ${items.length} columns with ${matrix.rows} rows`)
  }
  return [{ kind: 'row', element, items: times(items, matrix.at, matrix.columns, call_) }]
}

const gemm: Operator = call_ => {
  const { attributes } = call_
  const { element, items } = numbersOf(call_, 0)
  if (attributes.integer('transA', 0) !== 0) return call_.noEquivalent('transA turns rows into columns')
  const given = matrixOf(call_.constant(1), call_)
  const matrix =
    attributes.integer('transB', 0) === 0
      ? given
      : { rows: given.columns, columns: given.rows, at: (i: number, k: number) => given.at(k, i) }
  if (matrix.rows !== items.length) {
    call_.invalid(`multiplies ${items.length} columns with ${matrix.rows} rows`)
  }
  const [alpha, beta] = [attributes.number('alpha', 1), attributes.number('beta', 1)]
  const products = times(items, (i, k) => alpha * matrix.at(i, k), matrix.columns, call_)
  const bias = call_.inputs[2] && itemsOf(call_.constant(2), matrix.columns, call_)
  const sums = bias
    ? products.map((item, k) => call('add', item, call('multiply', literal(beta), bias[k] as ExprNode)))
    : products
  return [{ kind: 'row', element, items: sums }]
}

function matrixOf({ dims, values }: Constant, { noEquivalent }: OperatorCall) {
  const [rows = 0, columns = 1] = dims
  if (dims.length !== 2 && dims.length !== 1) return noEquivalent(`a matrix of ${dims.length} dimensions`)
  return { rows, columns, at: (i: number, k: number) => Number(values[i * columns + k]) }
}

/** Sums over the columns of a row. */
function reduction(make: (items: readonly ExprNode[]) => ExprNode): Operator {
  return call_ => {
    const { element, items } = numbersOf(call_, 0)
    const axes = call_.inputs[1] ? call_.constant(1).values.map(Number) : call_.attributes.integers('axes')
    if (axes.length !== 1 || (axes[0] !== 1 && axes[0] !== -1)) {
      return call_.noEquivalent(`it goes over axes [${axes.join(', ')}], not columns`)
    }
    return [{ kind: 'row', element, items: [make(items)] }]
  }
}

const softmax: Operator = call_ => {
  const axis = call_.attributes.integer('axis', call_.version < 13 ? 1 : -1)
  if (axis !== 1 && axis !== -1) return call_.noEquivalent(`it goes over axis ${axis}, not columns`)
  const { element, items } = numbersOf(call_, 0)
  return [{ kind: 'row', element, items: softmaxOf(items), classes: { raw: items, link: 'softmax' } }]
}

/** exp(x - largest) over its sum. */
export function softmaxOf(items: readonly ExprNode[]): readonly ExprNode[] {
  const most = largestOf(items)
  const shares = items.map(item => call('exp', call('subtract', item, most)))
  const sum = sumOf(shares)
  return shares.map(share => call('divide', share, sum))
}

/** The largest of one or more. */
export function largestOf(items: readonly ExprNode[]): ExprNode {
  const [a, b, ...rest] = items
  return b === undefined ? (a as ExprNode) : call('largest', a as ExprNode, b, ...rest)
}

/** Operators over the columns of a row, of the default operator set. */
export const sums: Readonly<Record<string, Operator>> = {
  MatMul: matMul,
  Gemm: gemm,
  Softmax: softmax,
  ReduceSum: reduction(sumOf),
  ReduceMean: reduction(items => call('divide', sumOf(items), literal(items.length))),
  ReduceMax: reduction(largestOf),
}
