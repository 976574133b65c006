import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forest, onGrid, CATEGORY, MISSING_LEFT, column, compileJs, type Forest } from '@sluice/expr'
import { forests } from '@sluice/expr/testing'
import type { Cover } from '../boost/boosted.ts'
import { treeExplainer, treeShap } from './tree-shap.ts'

interface GoldenCase {
  readonly name: string
  readonly forest: Forest
  readonly cover: Cover
  readonly rows: readonly (readonly (number | null)[])[]
  readonly contributions: readonly (readonly number[])[]
  readonly base: number
  readonly margins: readonly number[]
}

const path = new URL('../../../../test/golden/treeshap.json', import.meta.url)
const golden = JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: readonly GoldenCase[] }

describe.each(golden.cases)(
  'LightGBM: $name',
  ({ forest: trees, cover, rows, contributions, base, margins }) => {
    const explainer = treeExplainer(trees, cover)

    test('contributions and base are those of pred_contrib', () => {
      expect(explainer.base).toBeCloseTo(base, 10)
      rows.forEach((row, i) => {
        const values = explainer.values(row)
        contributions[i]?.forEach((expected, input) => expect(values[input]).toBeCloseTo(expected, 10))
      })
    })

    test('base and values add up to the margin', () => {
      rows.forEach((row, i) => {
        const sum = explainer.values(row).reduce((total, value) => total + value, explainer.base)
        expect(sum).toBeCloseTo(margins[i] as number, 10)
      })
    })
  },
)

/** Three inputs, one of them a category; input 0 is asked twice on a path, and one leaf was reached by no row. */
const small: Forest = {
  base: 0.5,
  roots: [0, 4, -7],
  feature: [0, 1, 2, 0, 2, 1],
  threshold: [1.5, 0, -2, 0.25, 3, 7],
  flags: [MISSING_LEFT, CATEGORY, 0, 0, MISSING_LEFT, 0],
  left: [1, -1, -3, -4, 5, -8],
  right: [2, 3, -2, -5, -6, -9],
  leaves: [1, -2, 4, 0.5, -1.5, 8, 3, -4, 2],
  sets: [[0, 2]],
}
const cover: Cover = { nodes: [100, 70, 30, 20, 100, 60], leaves: [50, 10, 20, 20, 0, 40, 100, 45, 15] }

describe('a small forest', () => {
  const rows: readonly (readonly (number | null)[])[] = [1, 2, null, 0].flatMap(a =>
    [0, 1, 2, null, 9].flatMap(b => [-5, 0, 3.5, null].map(c => [a, b, c])),
  )

  test('values are the Shapley values over all orders of inputs', () => {
    for (const row of rows) {
      const { base, values } = treeShap(small, cover, row)
      const expected = bruteForceShap(small, cover, row)
      expect(base).toBeCloseTo(expected.base, 12)
      expected.values.forEach((value, input) => expect(values[input]).toBeCloseTo(value, 12))
    }
  })

  test('so they are of any forest, whatever its nodes saw', () => {
    const cell = fc.oneof(
      fc.constantFrom(null, 0, 1, 2, 31, 0.5, -1.5),
      fc.integer({ min: -1000, max: 1000 }),
    )
    const weights = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 7 })
    const anyForest = forests(3, { maxTrees: 4 })
    fc.assert(
      fc.property(anyForest, weights, fc.tuple(cell, cell, cell), (trees, counts, row) => {
        const seen = coverOfLeaves(
          trees,
          trees.leaves.map((_, i) => counts[i % counts.length] as number),
        )
        const { base, values } = treeShap(trees, seen, row)
        const expected = bruteForceShap(trees, seen, row)
        const size = trees.leaves.reduce(
          (most, leaf) => Math.max(most, Math.abs(leaf)),
          Math.abs(trees.base) + 1,
        )
        expect(Math.abs(base - expected.base)).toBeLessThan(size * 1e-12)
        expected.values.forEach((value, input) => {
          expect(Math.abs((values[input] as number) - value)).toBeLessThan(size * 1e-12)
        })
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  test('base and values add up to what the expression gives', () => {
    const names = ['a', 'b', 'c']
    const { row: score } = compileJs({
      margin: forest(
        names.map(name => column(name, 'number')),
        small,
      ),
    })
    for (const [a, b, c] of rows) {
      const { base, values } = treeShap(small, cover, [a ?? null, b ?? null, c ?? null])
      expect(values.reduce((sum, value) => sum + value, base)).toBeCloseTo(
        score({ a, b, c })['margin'] as number,
        12,
      )
    }
  })

  test('trees of one leaf add to the base alone', () => {
    const trees = onGrid({
      ...small,
      roots: [-1],
      leaves: [3],
      feature: [],
      threshold: [],
      flags: [],
      left: [],
      right: [],
    })
    const { base, values } = treeShap(trees, { nodes: [], leaves: [100] }, [1, 2, 3])
    expect([base, ...values]).toEqual([3.5, 0, 0, 0])
  })
})

/** The rows that nodes saw, from those of the leaves. */
function coverOfLeaves({ left, right }: Forest, leaves: readonly number[]): Cover {
  const nodes = left.map(() => 0)
  const seen = (child: number) => (child >= 0 ? nodes[child] : leaves[-1 - child]) as number
  for (let node = left.length - 1; node >= 0; node--) {
    nodes[node] = seen(left[node] as number) + seen(right[node] as number)
  }
  return { nodes, leaves }
}

type Row = readonly (number | null)[]

/** Shapley values by their definition: each subset of inputs, weighted by the orders that begin with it. */
function bruteForceShap(trees: Forest, counts: Cover, row: Row) {
  const mean = (known: number) => meanOf(trees, counts, row, known)
  const values = row.map((_, input) => {
    let value = 0
    for (let known = 0; known < 2 ** row.length; known++) {
      if ((known >> input) & 1) continue
      value += weightOf(known, row.length) * (mean(known | (1 << input)) - mean(known))
    }
    return value
  })
  return { base: mean(0), values }
}

function weightOf(known: number, inputs: number): number {
  const size = known.toString(2).replaceAll('0', '').length
  return (factorial(size) * factorial(inputs - size - 1)) / factorial(inputs)
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

/** The value of the trees when only some inputs are known: all others take both branches. */
function meanOf(trees: Forest, counts: Cover, row: Row, known: number): number {
  const coverOf = (child: number) => (child >= 0 ? counts.nodes[child] : counts.leaves[-1 - child]) as number
  const visit = (child: number): number => {
    if (child < 0) return trees.leaves[-1 - child] as number
    const [left, right] = [trees.left[child] as number, trees.right[child] as number]
    const isKnown = (known >> (trees.feature[child] as number)) & 1
    if (isKnown) return visit(isLeft(trees, child, row) ? left : right)
    const both = coverOf(left) + coverOf(right)
    const share = both === 0 ? 0.5 : coverOf(left) / both
    return share * visit(left) + (1 - share) * visit(right)
  }
  return trees.roots.reduce((sum, root) => sum + visit(root), trees.base)
}

function isLeft({ feature, threshold, flags, sets }: Forest, node: number, row: Row): boolean {
  const value = row[feature[node] as number] ?? null
  const [flag, limit] = [flags[node] as number, threshold[node] as number]
  if (value === null) return (flag & MISSING_LEFT) !== 0
  return (flag & CATEGORY) === 0 ? value <= limit : (sets[limit] ?? []).includes(value)
}
