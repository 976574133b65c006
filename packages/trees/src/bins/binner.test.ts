import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binInScript, binnerOf, binValues, cells } from './binner.ts'
import { binCategories, binColumn } from './columns.ts'
import { findEdges } from './edges.ts'
import { wasmBinning, type Binning } from './wasm-binning.ts'

const numbers = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ noNaN: true, min: -2, max: 2 }),
  fc.constantFrom(0, -0, 1, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE),
)

const ways = { script: binInScript, WebAssembly: wasmBinning(cells) as Binning }

test.each(Object.entries(ways))('%s: a value belongs to the first bin whose edge is not less', (_, bin) => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 400 }), fc.array(numbers), (sample, others) => {
      const edges = findEdges(Float64Array.from(sample), { minBinRows: 1 })
      const values = Float64Array.from([...sample, ...others, ...edges])
      const codes = new Uint8Array(values.length)
      bin(binnerOf(edges), values, codes, 0)
      const first = Array.from(values, value => {
        const at = edges.findIndex(edge => edge >= value)
        return at < 0 ? edges.length : at
      })
      expect([...codes]).toEqual(first)
    }),
  )
})

test.each(Object.entries(ways))('%s: edges that crowd in one place are searched as well', (_, bin) => {
  const edges = Float64Array.from({ length: 254 }, (_, i) => (i === 253 ? 1e9 : i / 1e3))
  const values = Float64Array.from(edges, (_, i) => i / 1e3 - 1e-6)
  const codes = new Uint8Array(values.length)
  bin(binnerOf(edges), values, codes, 0)
  expect([...codes]).toEqual(Array.from(values.keys()))
})

test('missing values have the code after the last bin; chunks follow one another', () => {
  const binner = binnerOf(Float64Array.of(0.5))
  const codes = new Uint8Array(5)
  expect(binValues(binner, Float64Array.of(0, Number.NaN), codes)).toBe(1)
  expect(binValues(binner, Float64Array.of(1, 0, 7), codes, 2)).toBe(0)
  expect([...codes]).toEqual([0, 2, 1, 0, 1])
})

test('more values than fit at once are binned as few are', () => {
  const values = Float64Array.from({ length: 10_000 }, (_, i) =>
    i % 9 === 0 ? Number.NaN : (i * 7919) % 10_007,
  )
  const binner = binnerOf(findEdges(values))
  const [all, few] = [new Uint8Array(values.length + 1), new Uint8Array(values.length + 1)]
  expect(binValues(binner, values, all, 1)).toBe(binInScript(binner, values, few, 1))
  expect(all).toEqual(few)
})

test('a column knows whether values are missing', () => {
  const edges = Float64Array.of(0)
  expect(binColumn('a', Float64Array.of(1, 2), edges)).toMatchObject({ bins: 2, missing: false })
  expect(binColumn('a', Float64Array.of(1, Number.NaN), edges)).toMatchObject({ bins: 2, missing: true })
})

test('categories keep their index as code, and the rarest of too many share the last', () => {
  expect(binCategories('c', Int32Array.of(2, -1, 0), 3)).toMatchObject({
    codes: Uint8Array.of(2, 3, 0),
    bins: 3,
    missing: true,
  })
  const many = Int32Array.from({ length: 600 }, (_, i) => (i < 300 ? i : 299 - (i % 100)))
  const { bins, binOf, codes } = binCategories('c', many, 300)
  expect(bins).toBe(255)
  expect(new Set(binOf?.subarray(200)).size).toBe(100)
  expect(binOf?.[150]).toBeLessThan(254)
  expect(codes[199]).toBe(254)
})
