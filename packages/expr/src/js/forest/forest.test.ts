import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { call, column, forest, literal } from '../../node/build.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from '../../node/forest.ts'
import { onGrid } from '../../node/grid.ts'
import { forests } from '../../testing/forest-arbitrary.ts'
import { compileJs } from '../generate.ts'
import { interpretJs } from '../interpret.ts'

const names = ['a', 'b', 'c']
const columns = names.map(name => column(name, 'number'))

/** One node of an input, with leaves 1 to the left and 2 to the right. */
function stump(flags: number, threshold: number, sets: Forest['sets'] = []): Forest {
  const node = { feature: [0], threshold: [threshold], flags: [flags], left: [-1], right: [-2] }
  return { base: 0, roots: [0], ...node, leaves: [1, 2], sets }
}

const [left, right] = [1, 2]
const set = [[0, 3, 31, 32, 64]]

describe('a forest in JavaScript', () => {
  test.each<readonly [trees: Forest, a: number | null, expected: number]>([
    [stump(0, 1.5), 1.5, left],
    [stump(0, 1.5), 1.5000000000000002, right],
    [stump(0, 0), -0, left],
    [stump(0, 1.5), -Infinity, left],
    [stump(0, 1.5), Infinity, right],
    [stump(0, Number.MAX_VALUE), Infinity, right],
    [stump(0, -Number.MAX_VALUE), -Infinity, left],
    [stump(0, 1.5), null, right],
    [stump(MISSING_LEFT, 1.5), null, left],
    [stump(MISSING_LEFT, 1.5), Number.NaN, left],
    [stump(MISSING_LEFT, 1.5), Infinity, right],
    ...[0, -0, 3, 31, 32, 64].map(known => [stump(CATEGORY, 0, set), known, left] as const),
    ...[1, 30, 33, 63, 65, 96, 1e9, 2 ** 31, 2 ** 32, 2 ** 32 + 3, -1, -3, 0.5, 3.5, Infinity, -Infinity].map(
      other => [stump(CATEGORY | MISSING_LEFT, 0, set), other, right] as const,
    ),
    [stump(CATEGORY, 0, set), null, right],
    [stump(CATEGORY | MISSING_LEFT, 0, set), Number.NaN, left],
    [stump(CATEGORY, 0, [[]]), 0, right],
    [stump(CATEGORY | MISSING_LEFT, 0, [[]]), null, left],
    [stump(CATEGORY, 0, [[65_535]]), 65_535, left],
    [stump(CATEGORY, 0, [[65_535]]), 65_536, right],
  ])('%# of %j the value %d reaches leaf %d', (trees, a, expected) => {
    const outputs = { value: forest([column('a', 'number')], trees) }
    for (const { row, batch } of [compileJs(outputs), interpretJs(outputs)]) {
      expect(row({ a })).toEqual({ value: expected })
      const values = Float64Array.of(a ?? Number.NaN)
      expect(batch({ a: { type: 'number', values } }, 1)['value']?.values).toEqual(Float64Array.of(expected))
    }
  })

  test('rows and batches of any forest give what walking its trees gives', () => {
    const cell = fc.oneof(
      fc.constantFrom(Number.NaN, 0, -0, 1, 2, 3, 31, 64, 1e300, Infinity, -Infinity),
      fc.double({ min: -1000, max: 1000 }),
    )
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(forests(3, { maxTrees: 40 }), rows, (trees, list) => {
        const compiled = compileJs({ value: forest(columns, trees) })
        const expected = list.map(row => walked(trees, row))
        expect(list.map(([a, b, c]) => compiled.row({ a, b, c })['value'])).toEqual(expected)
        const data = names.map((name, i) => [
          name,
          { type: 'number', values: Float64Array.from(list, row => row[i] as number) } as const,
        ])
        const result = compiled.batch(Object.fromEntries(data), list.length)['value']
        expect([...(result?.values ?? [])]).toEqual(expected)
      }),
      { numRuns: 150, seed: 7 },
    )
  })

  test('a forest may read another forest, computed inputs and share them', () => {
    const plusOne = columns.map(one => call('add', one, literal(1)))
    const inner = forest(plusOne, { ...stump(0, 2), feature: [1] })
    const outer = forest([inner, call('multiply', inner, literal(2))], { ...stump(0, 3), feature: [1] })
    const outputs = { inner, outer, both: call('add', inner, outer), big: call('greater', outer, inner) }
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i % 7) - 3)
    const data = { type: 'number', values } as const
    const compiled = compileJs(outputs)
    const batch = compiled.batch({ a: data, b: data, c: data }, 1000)
    values.forEach((a, i) => {
      const row = compiled.row({ a, b: a })
      const first = a + 1 <= 2 ? 1 : 2
      const second = first * 2 <= 3 ? 1 : 2
      expect(row).toEqual({ inner: first, outer: second, both: first + second, big: second > first })
      expect(batch['both']?.values[i]).toBe(first + second)
      expect(batch['big']?.values[i]).toBe(Number(second > first))
    })
  })

  test('a chain of 2,000 nodes', () => {
    const chain = chainOf(2000)
    const { row, batch } = compileJs({ value: forest([column('a', 'number')], chain) })
    expect([-1, 0, 1.5, 1999, 5000].map(a => row({ a })['value'])).toEqual([0, 0, 2, 1999, 2000])
    const values = Float64Array.of(5000, -1)
    expect(batch({ a: { type: 'number', values } }, 2)['value']?.values).toEqual(Float64Array.of(2000, 0))
  })
})

/** Node i sends what is at most i to leaf i, the rest on to node i + 1. */
function chainOf(length: number): Forest {
  const numbers = Array.from({ length }, (_, i) => i)
  return onGrid({
    base: 0,
    roots: [0],
    feature: numbers.map(() => 0),
    threshold: numbers,
    flags: numbers.map(() => 0),
    left: numbers.map(i => -1 - i),
    right: numbers.map(i => (i + 1 < length ? i + 1 : -1 - length)),
    leaves: [...numbers, length],
    sets: [],
  })
}

function walked(trees: Forest, row: readonly number[]): number {
  return trees.roots.reduce((sum, root) => {
    let at = root
    while (at >= 0) at = (goesLeft(trees, at, row) ? trees.left : trees.right)[at] as number
    return sum + (trees.leaves[-1 - at] as number)
  }, trees.base)
}

function goesLeft({ feature, threshold, flags, sets }: Forest, at: number, row: readonly number[]): boolean {
  const [value, flag, limit] = [row[feature[at] as number], flags[at], threshold[at]] as [
    number,
    number,
    number,
  ]
  if (Number.isNaN(value)) return (flag & MISSING_LEFT) !== 0
  return (flag & CATEGORY) === 0 ? value <= limit : (sets[limit] ?? []).includes(value)
}
