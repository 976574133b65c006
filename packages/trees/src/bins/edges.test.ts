import { expect, test } from 'vitest'
import { seeded } from '../testing/seeded.ts'
import { findEdges } from './edges.ts'

const times = (count: number, value: number) => Array.from({ length: count }, () => value)

test.each<[string, number[], number[]]>([
  ['nothing has one bin', [], []],
  ['one value has one bin', times(9, 4), []],
  ['only missing values have one bin', times(9, Number.NaN), []],
  ['edges are half-way between values', [...times(3, 0), ...times(3, 1), ...times(3, 4)], [0.5, 2.5]],
  ['missing values do not count', [...times(3, 0), Number.NaN, ...times(3, 1)], [0.5]],
  ['a bin holds three values at least', [0, 1, 2, 3, 4, 5, 6], [2.5, 5.5]],
  ['minus zero is zero', [...times(3, -0), ...times(3, 0), ...times(3, 1)], [0.5]],
  ['between neighbours the edge is the lower', [...times(3, 1), ...times(3, 1 + 2 ** -52)], [1]],
  ['the largest numbers have a middle', [...times(3, -Number.MAX_VALUE), ...times(3, Number.MAX_VALUE)], [0]],
  [
    'infinities have finite edges',
    [...times(3, -Infinity), ...times(3, 1), ...times(3, Infinity)],
    [-Number.MAX_VALUE, 1],
  ],
])('%s', (_, sample, expected) => {
  expect([...findEdges(Float64Array.from(sample))]).toEqual(expected)
})

test('many values share bins of about equal size', () => {
  const sample = Float64Array.from({ length: 10_000 }, (_, i) => i)
  const edges = findEdges(sample, { maxBins: 10 })
  expect(edges).toHaveLength(9)
  for (const [i, edge] of edges.entries()) expect(edge).toBeCloseTo(1000 * (i + 1), -1)
})

test('a value that fills a bin has it for itself, and the others share the rest evenly', () => {
  const random = seeded(3)
  const sample = Float64Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 0 : random() - 0.5))
  const edges = findEdges(sample, { maxBins: 11 })
  const around = [edges.findLast(edge => edge < 0), edges.find(edge => edge > 0)]
  expect(around[0]).toBeGreaterThan(-0.01)
  expect(around[1]).toBeLessThan(0.01)
  expect(edges).toHaveLength(10)
})

test('no more bins than fit a byte', () => {
  const sample = Float64Array.from({ length: 100_000 }, (_, i) => Math.sqrt(i))
  expect(findEdges(sample)).toHaveLength(254)
  expect(() => findEdges(sample, { maxBins: 256 })).toThrow('maxBins is 256')
})
