import { call, caseOf, literal, lookup, sumOf, type ExprNode } from '@sluice/expr'
import type { RowValue } from '../row-value.ts'
import { numberLiteral, numbersOf } from './arithmetic.ts'
import type { Operator, OperatorCall } from './operator.ts'
import { truncated } from './shape.ts'
import { largestOf } from './sums.ts'

/** One setting per column, or one for all. */
function perColumn(values: readonly number[], width: number, name: string, call_: OperatorCall) {
  if (values.length !== width && values.length !== 1) {
    call_.invalid(`${name} has ${values.length} values for ${width} columns`)
  }
  return (column: number) => numberLiteral(values.length === 1 ? values[0] : values[column], call_)
}

const scaler: Operator = call_ => {
  const { items } = numbersOf(call_, 0)
  const { attributes } = call_
  const offset = perColumn(attributes.numbers('offset'), items.length, 'offset', call_)
  const scale = perColumn(attributes.numbers('scale'), items.length, 'scale', call_)
  const scaled = items.map((item, i) => call('multiply', call('subtract', item, offset(i)), scale(i)))
  return [{ kind: 'row', element: 'float', items: scaled }]
}

const imputer: Operator = call_ => {
  const { element, items } = numbersOf(call_, 0)
  const { attributes } = call_
  const whole = attributes.has('imputed_value_int64s')
  const values = whole
    ? attributes.integers('imputed_value_int64s')
    : attributes.numbers('imputed_value_floats')
  const replaced = whole
    ? attributes.integer('replaced_value_int64', 0)
    : attributes.number('replaced_value_float', 0)
  const value = perColumn(values, items.length, 'imputed values', call_)
  const filled = items.map((item, i) => {
    if (Number.isNaN(replaced)) return call('coalesce', item, value(i))
    return caseOf([{ when: call('equal', item, numberLiteral(replaced, call_)), then: value(i) }], item)
  })
  return [{ kind: 'row', element, items: filled }]
}

/** One column per category and input column; unknown and missing ones are all zeros. */
const oneHotEncoder: Operator = call_ => {
  const row = call_.row(0)
  const { attributes } = call_
  const texts = attributes.texts('cats_strings')
  const categories: readonly (string | number)[] =
    texts.length > 0 ? texts : attributes.integers('cats_int64s')
  if ((row.element === 'text') !== texts.length > 0) {
    return call_.noEquivalent(`its input is ${row.element}, its categories are not`)
  }
  if (new Set(categories).size !== categories.length) return call_.invalid('has a category twice')
  call_.spend(row.items.length * categories.length)
  const items = row.items.flatMap(item => {
    const input = keyOf(item, row)
    return categories.map(category =>
      lookup({ input, type: 'number', keys: [category], values: [1], missing: 0, unknown: 0 }),
    )
  })
  return [{ kind: 'row', element: 'float', items }]
}

/** Keys that are whole numbers are compared after a cast. */
function keyOf(item: ExprNode, { element }: RowValue): ExprNode {
  if (element === 'boolean') return call('toNumber', item)
  return element === 'text' || element === 'integer' ? item : truncated(item)
}

const labelEncoder: Operator = call_ => {
  const row = call_.row(0)
  const { attributes } = call_
  const keys = listed(attributes, 'keys', call_)
  const values = listed(attributes, 'values', call_)
  if (keys.length !== values.length) call_.invalid(`has ${keys.length} keys and ${values.length} values`)
  const [value] = values
  if (value === undefined) return call_.invalid('has no keys')
  const type = typeof value === 'string' ? 'text' : 'number'
  const absent = defaultOf(call_, type)
  const known = keys.map((key, i) => [key, values[i] as string | number] as const)
  const present = known.filter(([key]) => !Number.isNaN(key))
  const missing = known.find(([key]) => Number.isNaN(key))?.[1] ?? absent
  if (new Set(present.map(([key]) => key)).size !== present.length) call_.invalid('has a key twice')
  if ((row.element === 'text') !== (typeof present[0]?.[0] === 'string')) {
    return call_.noEquivalent(`its input is ${row.element}, its keys are not`)
  }
  call_.spend(row.items.length * keys.length)
  const items = row.items.map(item =>
    lookup({
      input: item,
      type,
      keys: present.map(([key]) => key),
      values: present.map(([, each]) => orMissing(each)),
      missing: orMissing(missing),
      unknown: orMissing(absent),
    }),
  )
  const element = type === 'text' ? 'text' : attributes.has('values_int64s') ? 'integer' : 'float'
  return [{ kind: 'row', element, items }]
}

function listed(attributes: OperatorCall['attributes'], name: string, call_: OperatorCall) {
  const tensor = attributes.tensor(`${name}_tensor`)
  if (tensor !== undefined) return tensor.values
  if (attributes.has(`${name}_strings`)) return attributes.texts(`${name}_strings`)
  if (attributes.has(`${name}_int64s`)) return attributes.integers(`${name}_int64s`)
  if (attributes.has(`${name}_floats`)) return attributes.numbers(`${name}_floats`)
  return call_.noEquivalent(`it has no ${name} (version 1 of the operator)`)
}

function defaultOf({ attributes }: OperatorCall, type: 'text' | 'number'): string | number {
  const tensor = attributes.tensor('default_tensor')?.values[0]
  if (tensor !== undefined) return tensor
  if (type === 'text') return attributes.text('default_string', '_Unused')
  if (attributes.has('values_int64s')) return attributes.integer('default_int64', -1)
  return attributes.number('default_float', 0)
}

function orMissing(value: string | number): string | number | null {
  return Number.isNaN(value) ? null : value
}

const normalizer: Operator = call_ => {
  const { items } = numbersOf(call_, 0)
  const norm = call_.attributes.text('norm', 'MAX')
  const sizes: Readonly<Record<string, () => ExprNode>> = {
    L1: () => sumOf(items.map(item => call('abs', item))),
    L2: () => call('sqrt', sumOf(items.map(item => call('multiply', item, item)))),
    MAX: () => largestOf(items),
  }
  const size = Object.hasOwn(sizes, norm) ? sizes[norm]?.() : undefined
  if (size === undefined) return call_.invalid(`has the norm "${norm.slice(0, 20)}"`)
  // Rows whose norm is 0 stay as they are.
  const isZero = call('equal', size, literal(0))
  const scaled = items.map(item => caseOf([{ when: isZero, then: item }], call('divide', item, size)))
  return [{ kind: 'row', element: 'float', items: scaled }]
}

const binarizer: Operator = call_ => {
  const { element, items } = numbersOf(call_, 0)
  const threshold = numberLiteral(call_.attributes.number('threshold', 0), call_)
  const above = items.map(item =>
    call('toNumber', call('coalesce', call('greater', item, threshold), literal(false))),
  )
  return [{ kind: 'row', element, items: above }]
}

/** Operators that prepare features, of the set `ai.onnx.ml`. */
export const preparing: Readonly<Record<string, Operator>> = {
  Scaler: scaler,
  Imputer: imputer,
  OneHotEncoder: oneHotEncoder,
  LabelEncoder: labelEncoder,
  Normalizer: normalizer,
  Binarizer: binarizer,
}
