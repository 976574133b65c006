import { call, caseOf, literal, type ExprNode } from '@sluice/expr'
import { elementTypes } from '../tensor.ts'
import type { RowValue } from '../row-value.ts'
import type { Operator, OperatorCall } from './operator.ts'

/** Columns of inputs side by side; constants have no rows. */
const concat: Operator = call_ => {
  const axis = call_.attributes.integer('axis', 1)
  if (axis !== 1 && axis !== -1) return call_.noEquivalent(`it joins along axis ${axis}, not columns`)
  return [joined(call_)]
}

function joined(call_: OperatorCall): RowValue {
  const rows = call_.inputs.map((_, i) => call_.row(i))
  const [first] = rows
  if (first === undefined) return call_.invalid('has no input')
  const texts = rows.filter(({ element }) => element === 'text').length
  if (texts !== 0 && texts !== rows.length) return call_.noEquivalent('it joins texts and numbers')
  call_.spend(rows.reduce((columns, { items }) => columns + items.length, 0))
  return { kind: 'row', element: first.element, items: rows.flatMap(({ items }) => items) }
}

const gather: Operator = call_ => {
  const axis = call_.attributes.integer('axis', 0)
  if (axis !== 1 && axis !== -1) return call_.noEquivalent(`it picks along axis ${axis}, not columns`)
  return [picked(call_)]
}

function picked(call_: OperatorCall): RowValue {
  const { element, items } = call_.row(0)
  const wanted = call_.constant(1).values.map(Number)
  call_.spend(wanted.length)
  const chosen = wanted.map(at => {
    const item = items[at < 0 ? at + items.length : at]
    return item ?? call_.invalid(`picks column ${at} of ${items.length}`)
  })
  return { kind: 'row', element, items: chosen }
}

/** Shapes that keep rows as rows: `[-1, columns]`. */
const reshape: Operator = call_ => {
  const row = call_.row(0)
  const shape = call_.constant(1).values.map(Number)
  const [first = 0, ...rest] = shape
  const open = rest.filter(size => size === -1).length
  const columns = rest.reduce((product, size) => product * size, 1)
  const keepsRows = first === -1 || (first === 0 && call_.attributes.integer('allowzero', 0) === 0)
  const fits = open === 0 ? columns === row.items.length : open === 1 && first === 0
  if (keepsRows && fits) return [row]
  return call_.noEquivalent(`the shape [${shape.join(', ')}] mixes rows`)
}

const cast: Operator = call_ => {
  const to = call_.attributes.integer('to', 0)
  const element = elementTypes[to]
  const row = call_.row(0)
  if (element === undefined) return call_.noEquivalent(`a cast to element type ${to}`)
  if (element === row.element) return [row]
  if (row.element === 'text' || element === 'text') {
    return call_.noEquivalent(`a cast from ${row.element} to ${element}`)
  }
  const items = row.items.map(item => converted(item, row.element, element))
  return [{ ...row, element, items }]
}

function converted(item: ExprNode, from: RowValue['element'], to: RowValue['element']): ExprNode {
  if (from === 'boolean') return to === 'boolean' ? item : call('toNumber', item)
  if (to === 'boolean') return call('notEqual', item, literal(0))
  return to === 'integer' && from !== 'integer' ? truncated(item) : item
}

/** The whole number towards zero. */
export function truncated(item: ExprNode): ExprNode {
  return caseOf([{ when: call('less', item, literal(0)), then: call('ceil', item) }], call('floor', item))
}

const same: Operator = call_ => [call_.input(0)]

/** Changes of shape that keep rows and columns. */
const flat: Operator = call_ => {
  const axis = call_.attributes.integer('axis', 1)
  return axis === 1 ? [call_.row(0)] : call_.noEquivalent(`it flattens from axis ${axis}`)
}

const squeezed: Operator = call_ => {
  const row = call_.row(0)
  const axes = call_.inputs[1] ? call_.constant(1).values.map(Number) : call_.attributes.integers('axes')
  const keepsRows = axes.length > 0 && axes.every(axis => axis !== 0)
  return keepsRows && row.items.length === 1 ? [row] : call_.noEquivalent('it changes the dimension of rows')
}

/** Operators that move columns, of the default operator set. */
export const shape: Readonly<Record<string, Operator>> = {
  Identity: same,
  Dropout: same,
  Concat: concat,
  Gather: gather,
  Reshape: reshape,
  Flatten: flat,
  Squeeze: squeezed,
  Unsqueeze: squeezed,
  Cast: cast,
  Constant: call_ => {
    const value = call_.attributes.tensor('value')
    return value === undefined ? call_.noEquivalent('a constant that is no tensor') : [value]
  },
}

/** Of the set `ai.onnx.ml`. */
export const shapeMl: Readonly<Record<string, Operator>> = {
  ArrayFeatureExtractor: call_ => [picked(call_)],
  FeatureVectorizer: call_ => [joined(call_)],
}
