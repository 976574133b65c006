import { expect, test } from 'vitest'
import { call, column, literal, type ExprNode } from '../index.ts'
import { errorBound } from './error-bound.ts'

const x = column('x', 'number')
const log = call('log1p', x)

test.each<[string, ExprNode, number, (error: number) => boolean]>([
  [
    'exact expressions have none',
    call('divide', call('subtract', x, literal(3)), literal(7)),
    10,
    error => error === 0,
  ],
  ['an inexact operation has its ulps', log, 10, error => error === 2 * Number.EPSILON * Math.log1p(10)],
  [
    'a difference keeps the absolute error, however small it is',
    call('subtract', log, literal(Math.log1p(10))),
    10,
    error => error > 1e-16 && error < 2e-15,
  ],
  ['a factor scales it', call('multiply', log, literal(1000)), 10, error => error > 1e-13 && error < 2e-12],
  ['a comparison far from the border is certain', call('less', log, literal(100)), 10, error => error === 0],
  [
    'a comparison at the border is not',
    call('less', log, literal(Math.log1p(10))),
    10,
    error => error === Infinity,
  ],
])('%s', (_name, node, value, holds) => {
  expect(errorBound(node, { x: value })).toSatisfy(holds)
})
