import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CATEGORY, MISSING_LEFT, type Forest } from '../../node/forest.ts'
import { forests, grownForest } from '../../testing/forest-arbitrary.ts'
import { blockForest } from './block.ts'
import { maskMemoryOf } from './mask-memory-of.ts'
import { maskMemory, scoreIn, type MaskMemory } from './mask-memory.ts'
import { masksOf } from './masks.ts'
import { rowForest } from './row.ts'
import { walkedBlock } from './walk-block.ts'
import { walkedRow } from './walk-row.ts'

const width = 16

/** The forest's value for rows, one by one and all at once, by masks. */
function masked(memory: MaskMemory, rows: readonly (readonly number[])[]) {
  const { base, count, values, results } = memory
  const [row, block] = [scoreIn(memory, 'row'), scoreIn(memory, 'rows')]
  const single = rows.map(inputs => {
    values.set(inputs.slice(0, count))
    results[0] = base
    row(1, 8)
    return results[0]
  })
  const together: number[] = []
  for (let from = 0; from < rows.length; from += width) {
    const some = rows.slice(from, from + width)
    some.forEach((inputs, r) => inputs.slice(0, count).forEach((value, i) => (values[i * width + r] = value)))
    results.fill(base)
    block(some.length, 8 * width)
    together.push(...results.subarray(0, some.length))
  }
  return { single, together }
}

/** The same by walking the trees. */
function walked(trees: Forest, rows: readonly (readonly number[])[]) {
  const inputCount = rows[0]?.length ?? 0
  const { inputs, value } = walkedRow(trees, inputCount)
  const single = rows.map(row => {
    inputs.set(row)
    return value()
  })
  const [values, results] = [new Float64Array(inputCount * width), new Float64Array(width)]
  const block = walkedBlock(trees, values, results, width)
  const together: number[] = []
  for (let from = 0; from < rows.length; from += width) {
    const some = rows.slice(from, from + width)
    some.forEach((row, r) => row.forEach((value, i) => (values[i * width + r] = value)))
    block(some.length)
    together.push(...results.subarray(0, some.length))
  }
  return { single, together }
}

function memoryOf(trees: Forest): MaskMemory {
  const masks = masksOf(trees)
  const memory = masks === undefined ? undefined : maskMemory(masks, width)
  if (memory === undefined) throw new Error('this forest has no masks')
  return memory
}

const limits = [Number.NaN, 0, -0, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -5e-324]
const codes = [1, 2, 3, 4, 30, 31, 32, 62, 63, 64, 1000, 65_535, 65_536, 2 ** 31, 2 ** 32]
const edges = [...limits, ...codes, -1, -3, 0.5, 3.5, 1 / 3, 1e300]
const cell = fc.oneof(
  fc.constantFrom(...edges),
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ min: -1000, max: 1000 }),
)

/** A forest of one tree whose node i sends what is at most i to its leaf, the rest on. */
function chainOf(nodes: number): Forest {
  const numbers = Array.from({ length: nodes }, (_, i) => i)
  return {
    base: 0,
    roots: [0],
    feature: numbers.map(() => 0),
    threshold: numbers,
    flags: numbers.map(i => i % 2),
    left: numbers.map(i => -1 - i),
    right: numbers.map(i => (i + 1 < nodes ? i + 1 : -1 - nodes)),
    leaves: [...numbers, nodes],
    sets: [],
  }
}

describe('masks of a forest', () => {
  test('give the bits that walking the trees gives, for any forest and any row', () => {
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(forests(3, { maxTrees: 40 }), rows, (trees, list) => {
        const masks = masksOf(trees)
        fc.pre(masks !== undefined)
        expect(masked(memoryOf(trees), list)).toEqual(walked(trees, list))
      }),
      { numRuns: 200, seed: 11 },
    )
  })

  test.each(
    [1, 2, 5, 16, 31, 32, 33, 48, 63, 64, 200].flatMap(leaves =>
      [1, 7, 16, 17, 40].map(trees => ({ leaves, trees })),
    ),
  )('give the same for $trees trees of $leaves leaves', ({ leaves, trees }) => {
    const grown = grownForest({ trees, leaves, inputs: 5 })
    const rows = Array.from({ length: 50 }, (_, r) =>
      Array.from({ length: 5 }, (_, i) =>
        r % 7 === i ? (edges[(r * 5 + i) % edges.length] as number) : ((r * 37 + i * 101) % 211) / 20 - 5,
      ),
    )
    if (leaves === 1) expect(masksOf(grown)).toBeUndefined()
    else expect(masked(memoryOf(grown), rows)).toEqual(walked(grown, rows))
  })

  test.each([1, 2, 30, 31])('give the same for a chain of %i nodes', nodes => {
    const chain = chainOf(nodes)
    const rows = [...Array.from({ length: nodes + 2 }, (_, i) => [i - 0.5]), [Number.NaN], [Infinity]]
    expect(masked(memoryOf(chain), rows)).toEqual(walked(chain, rows))
  })

  test.each([
    ['a tree deeper than a part', chainOf(32)],
    ['no node', { ...chainOf(1), roots: [-1] }],
    ['no tree', { ...chainOf(1), roots: [] }],
    ['more intervals than fit', categories(40, 1500)],
  ])('are not made of %s', (_, trees) => {
    expect(masksOf(trees)).toBeUndefined()
    const { inputs, value } = rowForest(trees, 1)
    inputs[0] = 0
    expect(value()).toBe(walked(trees, [[0]]).single[0])
  })

  test('many categories of an input are told apart from each other and from what lies between', () => {
    const trees = categories(300, 1)
    const rows = [0, 1, 2, 298, 299, 300, 65_535, 0.5, -1, Number.NaN, Infinity, -Infinity].map(c => [c])
    expect(masked(memoryOf(trees), rows)).toEqual(walked(trees, rows))
  })

  test('the same threshold in many trees is one limit', () => {
    const many = stumps(
      Array.from({ length: 50 }, (_, i) => ({ threshold: i % 2 === 0 ? 0 : -0, flags: i % 2 })),
    )
    expect(masksOf(many)?.inputs.map(({ limits }) => [...limits])).toEqual([[-Infinity, 5e-324, Number.NaN]])
    const rows = [0, -0, 5e-324, -1, Number.NaN].map(value => [value])
    expect(masked(memoryOf(many), rows)).toEqual(walked(many, rows))
  })
})

/** Trees of one node, all of one input: leaf 2 i to the left of node i, leaf 2 i + 1 to its right. */
function stumps(
  nodes: readonly { readonly threshold: number; readonly flags: number }[],
  sets: Forest['sets'] = [],
): Forest {
  return {
    base: 0,
    roots: nodes.map((_, i) => i),
    feature: nodes.map(() => 0),
    threshold: nodes.map(({ threshold }) => threshold),
    flags: nodes.map(({ flags }) => flags),
    left: nodes.map((_, i) => -1 - 2 * i),
    right: nodes.map((_, i) => -2 - 2 * i),
    leaves: nodes.flatMap((_, i) => [i + 1, 1000 * (i + 1)]),
    sets,
  }
}

/** So many trees, each with a set of so many categories of its own. */
function categories(trees: number, each: number): Forest {
  const sets = Array.from({ length: trees }, (_, i) => Array.from({ length: each }, (_, c) => i * each + c))
  return stumps(
    sets.map((_, i) => ({ threshold: i, flags: CATEGORY | (i % 3 === 0 ? MISSING_LEFT : 0) })),
    sets,
  )
}

describe('a host', () => {
  afterEach(() => void vi.unstubAllGlobals())

  const forbidding = {
    Module() {
      throw new Error('code generation is forbidden')
    },
  }
  test.each([
    ['without WebAssembly', undefined],
    ['that forbids it', forbidding],
  ])('%s walks the trees', (_, api) => {
    vi.stubGlobal('WebAssembly', api)
    const trees = grownForest({ trees: 30, leaves: 31, inputs: 3 })
    expect(maskMemoryOf(trees)).toBeUndefined()
    const [values, results] = [new Float64Array(3 * width).fill(1), new Float64Array(width)]
    blockForest(trees, values, results, width)(width)
    const { inputs, value } = rowForest(trees, 3)
    inputs.fill(1)
    expect([value(), results[0], results[15]]).toEqual(Array(3).fill(walked(trees, [[1, 1, 1]]).single[0]))
  })

  test('of WebAssembly takes masks where trees are many and inputs few', () => {
    expect(maskMemoryOf(grownForest({ trees: 100, leaves: 31, inputs: 28 }))).toBeDefined()
    expect(maskMemoryOf(grownForest({ trees: 100, leaves: 31, inputs: 400 }))).toBeUndefined()
  })
})
