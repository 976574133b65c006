import { expect, test } from 'vitest'
import { ExprInvalid } from '../errors/expr-invalid.ts'
import { bucket, call, caseOf, column, interpolate, literal, lookup, sumOf } from './build.ts'
import type { ExprNode } from './node.ts'
import { columnsOf, isExact } from './walk.ts'

const [x, s, b, t] = [
  column('x', 'number'),
  column('s', 'text'),
  column('b', 'boolean'),
  column('t', 'timestamp'),
]
const one = literal(1)

test.each<[string, () => ExprNode, string]>([
  ['a text plus a number', () => call('add', s, x), 'call.add[0]: is text, but number is needed'],
  ['one argument of two', () => call('add', x), 'add takes 2 arguments, not 1'],
  ['an unknown operation', () => call('pow' as 'add', x, x), 'unknown operation "pow"'],
  ['comparing different types', () => call('equal', x, s), 'is text, but number is needed'],
  ['an order of booleans', () => call('less', b, b), 'is boolean, which has no order'],
  ['coalesce of nothing', () => call('coalesce'), 'at least 1 argument, not 0'],
  ['a number as a condition', () => caseOf([{ when: x, then: one }], one), 'case.when[0]: is number'],
  ['branches of different types', () => caseOf([{ when: b, then: s }], one), 'case.then[0]: is text'],
  ['NaN as a constant', () => literal(Number.NaN), 'is NaN; constants are finite, null is missing'],
  ['∞ as a constant', () => literal(Infinity), 'is Infinity'],
  ['a missing constant without a type', () => literal(null), 'literal(null, "number")'],
  ['half a character', () => literal('\uD83D'), 'lone surrogate'],
  ['half a microsecond', () => literal(0.5, 'timestamp'), 'whole microseconds'],
  ['a text as a number', () => literal('1', 'number'), 'is the string "1" where number is needed'],
  ['a column without a name', () => column('', 'number'), '"" is no name of a column'],
  [
    'keys of another type',
    () => map(['a'], [1], x),
    'lookup.keys[0]: is the string "a" where number is needed',
  ],
  ['a key twice', () => map([0, -0], [1, 2], x), 'has a key twice'],
  ['fewer values than keys', () => map(['a', 'b'], [1], s), 'has 2 keys but 1 values'],
  ['a lookup of timestamps', () => map([1], [1], t), 'looks up timestamps'],
  [
    'knots out of order',
    () => interpolate(x, [0, 0], [1, 2]),
    'xs[1]: xs must be finite and strictly ascending',
  ],
  ['no knots', () => interpolate(x, [], []), 'has no knots'],
  ['a piece that is too steep', () => interpolate(x, [0, 1e-320], [0, 1]), 'too steep'],
  ['an infinite edge', () => bucket(x, [0, Infinity]), 'edges[1]'],
])('%s is refused', (_name, make, message) => {
  expect(make).toThrow(ExprInvalid)
  expect(make).toThrow(message)
})

function map(keys: readonly (string | number)[], values: readonly number[], input: ExprNode): ExprNode {
  return lookup({ input, type: 'number', keys, values, missing: null, unknown: null })
}

test('nodes are frozen to the leaves', () => {
  const node = caseOf(
    [{ when: call('less', x, one), then: map([1], [2], x) }],
    interpolate(x, [0, 1], [1, 2]),
  )
  const loose: unknown[] = []
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    if (!Object.isFrozen(value)) loose.push(value)
    Object.values(value).forEach(visit)
  }
  visit(node)
  expect(loose).toEqual([])
})

test('a node is the same after JSON: negative zero becomes zero', () => {
  const node = sumOf([literal(-0), interpolate(x, [-1, -0], [-0, 1]), bucket(x, [-0]), map([-0], [-0], x)])
  const again = JSON.parse(JSON.stringify(node)) as unknown
  expect(again).toStrictEqual(JSON.parse(JSON.stringify(node, (_key, value: unknown) => value)))
  expect(
    JSON.stringify(node, (_key, value: unknown) => (Object.is(value, -0) ? 'negative' : value)),
  ).not.toContain('negative')
})

test('a sum is grouped by 32, so that its depth grows with the logarithm', () => {
  const depth = (node: ExprNode): number => (node.kind === 'call' ? 1 + Math.max(...node.args.map(depth)) : 0)
  expect(depth(sumOf(Array.from({ length: 32 }, () => x)))).toBe(31)
  expect(depth(sumOf(Array.from({ length: 1024 }, () => x)))).toBe(62)
  expect(sumOf([])).toEqual(literal(0))
})

test('columns are listed once, in the order of first use', () => {
  expect(columnsOf(call('concat', s, call('lower', s)), call('add', x, one)).map(({ name }) => name)).toEqual(
    ['s', 'x'],
  )
})

test('a column read with two types is refused', () => {
  expect(() => columnsOf(x, column('x', 'text'))).toThrow('is read as number and as text')
})

test.each([
  ['add', true],
  ['sigmoid', false],
] as const)('an expression with %s inside is exact: %s', (op, exact) => {
  const inner = op === 'add' ? call('add', x, one) : call('sigmoid', x)
  expect(isExact(call('negate', inner))).toBe(exact)
})
