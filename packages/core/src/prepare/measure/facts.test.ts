import { bucket, call, caseOf, column, interpolate, literal, lookup, type ExprNode } from '@sluice/expr'
import { expect, test } from 'vitest'
import { between } from '../../transforms/clip.ts'
import { factsOf, type Facts } from './facts.ts'

const x = column('x', 'number')
const gone = column('gone', 'number')
const at = column('at', 'timestamp')
const facts = new Map<ExprNode, Facts>([
  [x, { rows: 10, missing: 2, min: -4, max: 6 }],
  [gone, { rows: 10, missing: 10, min: Number.NaN, max: Number.NaN }],
  [at, { rows: 10, missing: 1, min: 0, max: 1e15 }],
])
const number = (value: number) => literal(value)
const values = lookup({ input: x, type: 'number', keys: [1, 2], values: [2, -7], missing: 3, unknown: 0 })
const filled = call('coalesce', x, number(9))

test.each<[string, ExprNode, readonly [missing: number, min: number, max: number] | undefined]>([
  ['a measured column', x, [2, -4, 6]],
  ['a constant for what is missing', filled, [0, -4, 9]],
  ['a constant where all is missing', call('coalesce', gone, number(9)), [0, 9, 9]],
  ['cut to a range', between(x, -1, 100), [2, -1, 6]],
  ['cut to a range beyond the values', between(filled, 20, 30), [0, 20, 20]],
  ['scaled', call('divide', call('subtract', x, number(1)), number(-2)), [2, -2.5, 2.5]],
  ['by 0', call('divide', x, number(0)), undefined],
  ['logarithm', call('log1p', call('add', x, number(4))), [2, 0, Math.log1p(10)]],
  ['logarithm that may be missing', call('log1p', x), undefined],
  ['bin', bucket(x, [0, 1, 2]), [2, 0, 3]],
  ['a line through knots', interpolate(x, [0, 1, 2], [5, -3, 4]), [2, -3, 5]],
  ['hour', call('hour', at), [1, 0, 23]],
  ['all missing, scaled', call('multiply', gone, number(2)), undefined],
  [
    'a case that may be missing',
    caseOf([{ when: call('less', x, number(0)), then: number(1) }], x),
    undefined,
  ],
  ['a case that never is', caseOf([{ when: call('less', x, number(0)), then: values }], filled), [0, -7, 9]],
  ['a lookup', values, [0, -7, 3]],
  ['a lookup that may be missing', lookup({ ...values, unknown: null }), undefined],
  ['an unmeasured column', column('y', 'number'), undefined],
  ['of two columns', call('add', x, gone), undefined],
])('%s', (_name, node, expected) => {
  const found = factsOf(node, facts)
  expect(found && [found.missing, found.min, found.max]).toEqual(expected)
})
