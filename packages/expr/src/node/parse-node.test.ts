import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExprInvalid } from '../errors/expr-invalid.ts'
import type { CallNode } from './node.ts'
import { anyExact } from '../testing/expression-arbitrary.ts'
import { nodeParser, parseNode } from './parse-node.ts'

test('what was written is read again', () => {
  fc.assert(
    fc.property(anyExact, node => {
      expect(parseNode(JSON.parse(JSON.stringify(node)))).toEqual(node)
    }),
    { numRuns: 200, seed: 1 },
  )
})

const column = { kind: 'column', name: 'x', type: 'number' }
const add = (...args: unknown[]) => ({ kind: 'call', op: 'add', args })

test.each<[unknown, string]>([
  [null, 'value: is not an object'],
  [[column], 'value: is not an object'],
  ['x + 1', 'value: is not an object'],
  [{ kind: 'script' }, 'unknown kind "script"'],
  [{}, 'unknown kind (absent)'],
  [{ kind: 'column', name: 7, type: 'number' }, 'needs a text "name"'],
  [{ kind: 'column', name: 'x', type: 'object' }, 'unknown type "object"'],
  [{ kind: 'call', op: 'constructor', args: [] }, 'unknown operation "constructor"'],
  [{ kind: 'call', op: 'add', args: 'x' }, 'needs a list "args"'],
  [add(column, { kind: 'literal', type: 'number', value: { $array: 'a' } }), 'value.add[1]: holds a object'],
  [add(column, { kind: 'literal', type: 'number', value: '1' }), 'value.add[1]: is the string "1"'],
  [add(column, add(column)), 'value.add[1]: add takes 2 arguments, not 1'],
  [{ kind: 'case', branches: [null], otherwise: column }, 'value.branches[0]: is not an object'],
  [{ kind: 'bucket', input: column, edges: [0, null] }, 'value.edges[1]: is not a number'],
  [{ kind: 'interpolate', input: column, xs: [1], ys: [] }, 'has 1 xs but 0 ys'],
])('%j is refused', (json, message) => {
  expect(() => parseNode(json)).toThrow(ExprInvalid)
  expect(() => parseNode(json)).toThrow(message)
})

test('what is nested too deep is refused, not a crash', () => {
  let node: unknown = column
  for (let i = 0; i < 100_000; i++) node = { kind: 'call', op: 'negate', args: [node] }
  expect(() => parseNode(node)).toThrow('is nested deeper than 400')
})

test('what is one object is one node, in all that a parser reads', () => {
  const sum = add(column, column)
  const parse = nodeParser()
  const [product, negated] = [
    parse({ kind: 'call', op: 'multiply', args: [sum, sum] }),
    parse({ kind: 'call', op: 'negate', args: [sum] }),
  ] as [CallNode, CallNode]
  expect(product.args[1]).toBe(product.args[0])
  expect(negated.args[0]).toBe(product.args[0])
})

test('shared nodes are not nested deeper either', () => {
  const parse = nodeParser()
  let node: unknown = column
  const deepen = () => {
    for (let i = 0; i < 300; i++) node = { kind: 'call', op: 'negate', args: [node] }
    return parse(node)
  }
  deepen()
  expect(deepen).toThrow('is nested deeper than 400')
})

test('fields that are not part of a node are left behind', () => {
  expect(parseNode({ ...column, toString: 'evil', __proto__: { polluted: true } })).toStrictEqual(column)
})
