import { expect, test } from 'vitest'
import { call, caseOf, column, literal, lookup } from './build.ts'
import type { ExprNode } from './node.ts'
import { simplify } from './simplify.ts'

const [x, s, b] = [column('x', 'number'), column('s', 'text'), column('b', 'boolean')]
const codes = lookup({
  input: s,
  type: 'number',
  keys: ['a', 'b'],
  values: [0, 1],
  missing: null,
  unknown: 2,
})
const weights = lookup({
  input: codes,
  type: 'number',
  keys: [0, 1],
  values: [0.5, 0.25],
  missing: -1,
  unknown: 9,
})

test.each<[string, ExprNode, ExprNode]>([
  ['constants are computed', call('multiply', call('add', literal(1), literal(2)), literal(4)), literal(12)],
  ['a constant that is missing', call('divide', literal(1), literal(0)), literal(null, 'number')],
  [
    'a lookup of a lookup is one',
    weights,
    lookup({ input: s, type: 'number', keys: ['a', 'b'], values: [0.5, 0.25], missing: -1, unknown: 9 }),
  ],
  [
    'a weight moves into a lookup',
    call('multiply', weights, literal(2)),
    lookup({ input: s, type: 'number', keys: ['a', 'b'], values: [1, 0.5], missing: -2, unknown: 18 }),
  ],
  [
    'what fills a gap moves into a lookup',
    call('coalesce', codes, literal(7)),
    lookup({ input: s, type: 'number', keys: ['a', 'b'], values: [0, 1], missing: 7, unknown: 2 }),
  ],
  ['a branch that is never taken goes', caseOf([{ when: literal(false), then: x }], literal(1)), literal(1)],
  [
    'nothing comes after a branch that is always taken',
    caseOf(
      [
        { when: b, then: x },
        { when: literal(true), then: literal(1) },
      ],
      literal(2),
    ),
    caseOf([{ when: b, then: x }], literal(1)),
  ],
  [
    'a second choice that is never needed',
    call('coalesce', call('coalesce', x, literal(1)), x),
    call('coalesce', x, literal(1)),
  ],
  ['whether a filled gap is missing', call('isMissing', call('coalesce', x, literal(1))), literal(false)],
  ['times 1', call('multiply', x, literal(1)), x],
])('%s', (_name, node, expected) => {
  expect(simplify(node)).toEqual(expected)
})

test.each<[string, ExprNode]>([
  ['exp of a constant, which engines compute differently', call('exp', literal(1))],
  ['plus 0, which makes 0 of -0', call('add', x, literal(0))],
  ['an infinite result, which JSON cannot hold', call('multiply', literal(1e300), literal(1e300))],
  ['a negative zero, which JSON cannot hold', call('negate', literal(0))],
  ['a lookup whose values would overflow', call('multiply', codes, literal(Number.MAX_VALUE * -1))],
])('%s stays', (_name, node) => {
  expect(simplify(node)).toBe(node)
})
