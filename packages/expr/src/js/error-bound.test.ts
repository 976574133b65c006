import { expect, test } from 'vitest'
import { call, column, forest, literal, type ExprNode } from '../index.ts'
import { errorBound } from './error-bound.ts'

const x = column('x', 'number')
const log = call('log1p', x)

/** A tree with one node, which asks log1p(x). */
function stump(threshold: number): ExprNode {
  const node = { feature: [0], threshold: [threshold], flags: [0], left: [-1], right: [-2] }
  return forest([log], { base: 0, roots: [0], ...node, leaves: [1, 2], sets: [] })
}

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
  ['a tree far from its thresholds is certain', stump(3), 10, error => error === 0],
  ['a tree at a threshold is not', stump(Math.log1p(10)), 10, error => error === Infinity],
])('%s', (_name, node, value, holds) => {
  expect(errorBound(node, { x: value })).toSatisfy(holds)
})
