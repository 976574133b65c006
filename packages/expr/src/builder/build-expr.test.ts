import { expect, expectTypeOf, test } from 'vitest'
import { call, column, literal } from '../node/build.ts'
import { columnName, columnRefs, isExpr, nodeOf, typed } from './build-expr.ts'
import type { Bool, Expr, Num, Text, Time } from './expr.ts'
import { when } from './when.ts'

interface Row {
  readonly visits: number
  readonly spend: number | null
  readonly budget?: number
  readonly region: string | null
  readonly active: boolean
  readonly seen: Date | null
}

const c = columnRefs<Row>()
const [visits, spend, region] = [
  column('visits', 'number'),
  column('spend', 'number'),
  column('region', 'text'),
]

test('a column has the type of its values', () => {
  expectTypeOf(c.visits).toEqualTypeOf<Num>()
  expectTypeOf(c.spend).toEqualTypeOf<Num<null>>()
  expectTypeOf(c.budget).toEqualTypeOf<Num>()
  expectTypeOf(c.region).toEqualTypeOf<Text<null>>()
  expectTypeOf(c.active).toEqualTypeOf<Bool>()
  expectTypeOf(c.seen).toEqualTypeOf<Time<null>>()
})

test('missing is carried by types, from either side, whatever is expected of the result', () => {
  expectTypeOf(c.visits.plus(1)).toEqualTypeOf<Num>()
  expectTypeOf(c.visits.plus(c.visits)).toEqualTypeOf<Num>()
  expectTypeOf(c.visits.plus(c.spend)).toEqualTypeOf<Num<null>>()
  expectTypeOf(c.spend.plus(c.visits)).toEqualTypeOf<Num<null>>()
  // An inferred type argument would follow the expected type here and make everything nullable.
  const derived = ((make: (columns: typeof c) => Readonly<Record<string, Expr<unknown>>>) => make)(
    columns => ({
      total: columns.visits.plus(columns.visits),
    }),
  )
  expectTypeOf(derived).returns.toExtend<Readonly<Record<string, Expr<unknown>>>>()
  const exact = <D>(make: (columns: typeof c) => D) => make
  expectTypeOf(exact(columns => ({ total: columns.visits.plus(columns.visits) }))).returns.toEqualTypeOf<{
    total: Num
  }>()
  expectTypeOf(c.spend.orElse(0)).toEqualTypeOf<Num>()
  expectTypeOf(c.visits.dividedBy(2)).toEqualTypeOf<Num<null>>()
  expectTypeOf(c.region.length()).toEqualTypeOf<Num<null>>()
  expectTypeOf(c.spend.atLeast(3)).toEqualTypeOf<Bool<null>>()
  expectTypeOf(c.spend.plus(1).isMissing()).toEqualTypeOf<Bool>()
  expectTypeOf(c.seen.daysUntil(new Date(0))).toEqualTypeOf<Num<null>>()
})

test('what does not fit does not compile', () => {
  // @ts-expect-error a text is no number
  expect(() => c.visits.plus('1')).toThrow('is text, but number is needed')
  // @ts-expect-error a text has no sum
  expect(nodeOf(c.region.plus(1)).kind).toBe('call')
  // @ts-expect-error no such column
  expect(columnName(c.visit)).toBe('visit')
  // @ts-expect-error a text is no condition
  expect(() => when(c.region.lower()).then(1).otherwise(0)).toThrow('is text, but boolean is needed')
  // @ts-expect-error branches of different types
  expect(() => when(c.active).then(1).otherwise('none')).toThrow('is number, but text is needed')
})

test.each([
  [c.visits.plus(1), call('add', visits, literal(1))],
  [c.visits.plus(c.spend), call('add', visits, spend)],
  [c.visits.minus(c.spend.times(2)), call('subtract', visits, call('multiply', spend, literal(2)))],
  [c.spend.clip(0, 9), call('largest', call('smallest', spend, literal(9)), literal(0))],
  [c.spend.equals(c.visits.plus(1)), call('equal', spend, call('add', visits, literal(1)))],
  [c.region.equals('north'), call('equal', region, literal('north'))],
  [c.region.lower().concat('!'), call('concat', call('lower', region), literal('!'))],
  [c.region.orElse('none'), call('coalesce', region, literal('none'))],
  [
    c.active.and(c.spend.atLeast(1)).toNumber(),
    call('toNumber', call('and', column('active', 'boolean'), call('greaterOrEqual', spend, literal(1)))),
  ],
  [c.seen.before(new Date(5)), call('less', column('seen', 'timestamp'), literal(5000, 'timestamp'))],
  [typed(c.region, 'text').isMissing(), call('isMissing', region)],
])('expression %# is the node it reads as', (expr, node) => {
  expect(nodeOf(expr)).toEqual(node)
})

test('the first condition that is true decides', () => {
  const size = when(c.spend.atLeast(100))
    .then('large')
    .when(c.spend.atLeast(10))
    .then(c.region)
    .otherwise('small')
  expectTypeOf(size).toEqualTypeOf<Text<null>>()
  const at = (limit: number) => call('greaterOrEqual', spend, literal(limit))
  expect(nodeOf(size)).toEqual({
    kind: 'case',
    branches: [
      { when: at(100), then: literal('large') },
      { when: at(10), then: region },
    ],
    otherwise: literal('small'),
  })
  expectTypeOf(when(c.active).then(1).otherwise(0).plus(2)).toEqualTypeOf<Num>()
})

test('a bare column has a name and no type until one is given', () => {
  expect(columnName(c.spend)).toBe('spend')
  expect(columnName(c.spend.plus(1))).toBeUndefined()
  expect(nodeOf(c.spend, 'number')).toEqual(spend)
  expect(() => nodeOf(c.spend)).toThrow(
    'column "spend": has no known type here; say it: typed(column, "number")',
  )
  expect(() => c.spend.isMissing()).toThrow('typed(column, "number")')
  expect(() => nodeOf(c.spend.plus(1), 'text')).toThrow('is number, but text is needed')
})

test('only what this package made is an expression', () => {
  expect([isExpr(c.spend), isExpr({ kind: 'expr' }), isExpr(null), isExpr('spend')]).toEqual([
    true,
    false,
    false,
    false,
  ])
})
