import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interpretJs } from '../js/interpret.ts'
import { call, column, literal } from '../node/build.ts'
import { exactExpressions } from '../testing/expression-arbitrary.ts'
import { exponentOf, lastBitOf } from '../node/double-bits.ts'
import { anyColumn, ordinaryColumn, rangeFinder } from './range.ts'

const ordinary = fc.oneof(
  fc.constantFrom(null, 0, 1, -1, 2 ** 128, -(2 ** 128), 2 ** -128, 0.1),
  fc.double({ min: -1e38, max: 1e38, noNaN: true }).filter(x => x === 0 || Math.abs(x) >= 2 ** -128),
)

test.each([
  ['any', anyColumn, fc.option(fc.double({ noNaN: true }))],
  ['ordinary', ordinaryColumn, ordinary],
] as const)('values over %s columns lie in their range', (_name, columns, numbers) => {
  const rows = fc.record({
    n1: numbers,
    n2: numbers,
    t1: fc.constantFrom(null, 'a'),
    b1: fc.option(fc.boolean()),
  })
  fc.assert(
    fc.property(exactExpressions.number, fc.array(rows, { minLength: 1, maxLength: 8 }), (node, list) => {
      const { min, max, low, lastBit } = rangeFinder(columns)(node)
      const { row } = interpretJs({ value: node })
      for (const given of list) {
        const value = row(given)['value'] as number | null
        if (value === null) continue
        expect(value).toBeGreaterThanOrEqual(min)
        expect(value).toBeLessThanOrEqual(max)
        if (value === 0 || !Number.isFinite(value)) continue
        expect(exponentOf(value)).toBeGreaterThanOrEqual(low)
        expect(lastBitOf(value)).toBeGreaterThanOrEqual(lastBit)
      }
    }),
    { numRuns: 1000, seed: 1 },
  )
})

const [x, y] = [column('x', 'number'), column('y', 'number')]

test.each([
  ['a weighted sum', call('add', call('multiply', x, literal(0.3)), y), true],
  ['a standardised number', call('divide', call('subtract', x, literal(10)), literal(3.7)), true],
  ['a quotient of columns', call('divide', x, y), true],
  ['a product of five columns', [x, y, x, y].reduce((a, b) => call('multiply', a, b), call('abs', x)), true],
  [
    'a product of nine columns',
    [x, y, x, y, x, y, x, y].reduce((a, b) => call('multiply', a, b), call('abs', x)),
    false,
  ],
  ['a tiny weight', call('multiply', x, literal(1e-300)), false],
])('%s of ordinary numbers stays in the range of a double: %s', (_name, node, safe) => {
  expect(rangeFinder(ordinaryColumn)(node).safe).toBe(safe)
  expect(rangeFinder(anyColumn)(node).safe).toBe(false)
})

test.each([
  [1, 0, 0],
  [3, 1, 0],
  [0.1, -4, -55],
  [5e-324, -1074, -1074],
  [3 * 5e-324, -1073, -1074],
  [Number.MAX_VALUE, 1023, 971],
  [-(2 ** 53), 53, 53],
])('%d has its first bit at %i and its last at %i', (value, first, last) => {
  expect([exponentOf(value), lastBitOf(value)]).toEqual([first, last])
})
