import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forests, grownForest } from '../testing/forest-arbitrary.ts'
import { call, column, forest, literal } from './build.ts'
import { CATEGORY, type Forest } from './forest.ts'
import { onGrid } from './grid.ts'
import { intern } from './intern.ts'
import { parseNode } from './parse-node.ts'
import { simplify } from './simplify.ts'
import { isExact } from './walk.ts'
import { withChildren } from './with-children.ts'

const a = column('a', 'number')
const b = column('b', 'number')

/** Two trees: input 0 at most 1, then input 1 in {2, 5}. */
const two: Forest = {
  base: 0.5,
  roots: [0, -4],
  feature: [0, 1],
  threshold: [1, 0],
  flags: [0, CATEGORY],
  left: [1, -1],
  right: [-3, -2],
  leaves: [1, 2, 3, 4],
  sets: [[2, 5]],
}

describe('what is refused', () => {
  test.each<readonly [change: Partial<Forest>, message: string]>([
    [{ base: Number.NaN }, 'expression forest.base: is NaN'],
    [{ leaves: [1, 2, Infinity, 4] }, 'forest.leaves[2]: is Infinity'],
    [{ flags: [0] }, 'has 2 nodes but 1 "flags"'],
    [{ flags: [0, 4] }, 'forest.flags[1]: is 4, not a sum of flags'],
    [{ feature: [0, -1] }, 'forest.feature[1]: is -1, not the index of an input'],
    [{ feature: [0, 0.5] }, 'forest.feature[1]: is 0.5, not the index of an input'],
    [{ feature: [0, 2] }, 'reads input 2, but there are 2 inputs'],
    [{ threshold: [Infinity, 0] }, 'forest.threshold[0]: is Infinity, not finite'],
    [{ threshold: [1, 1] }, 'forest.threshold[1]: is 1, not one of 1 sets'],
    [{ sets: [[5, 2]] }, 'forest.sets[0]: holds 2; categories are whole numbers from 0 to 65535, ascending'],
    [{ sets: [[0.5]] }, 'forest.sets[0]: holds 0.5'],
    [{ sets: [[65_536]] }, 'forest.sets[0]: holds 65536'],
    [{ roots: [1, -4] }, 'forest.left[0]: is 1, which is reached before'],
    [{ roots: [0, 2] }, 'forest.roots[1]: is 2, where there is no node and no leaf'],
    [{ roots: [0, -5] }, 'forest.roots[1]: is -5, where there is no node and no leaf'],
    [{ roots: [1, -4], left: [-1, 0] }, 'forest.left[1]: is 0; children come after their parents'],
    [{ left: [0, -1] }, 'forest.left[0]: is 0, which is reached before'],
    [{ right: [-3, -3] }, 'forest.right[1]: is -3, which is reached before'],
    [{ roots: [0] }, 'leaf 3 is never reached'],
    [{ roots: [-4], leaves: [1, 2, 3, 4] }, 'node 0 is never reached'],
    [{ leaves: [0.1, 1e16, 3, 4] }, 'forest.leaves: are on no common grid'],
    [{ leaves: [1e308, 1e308, 1e308, 1e308] }, 'forest.leaves: are on no common grid'],
  ])('%j', (change, message) => {
    expect(() => forest([a, b], { ...two, ...change })).toThrow(message)
  })

  test('an input that is no number', () => {
    expect(() => forest([a, column('t', 'text')], two)).toThrow(
      'forest.inputs[1]: is text, but number is needed',
    )
  })

  test.each([
    [{ roots: 0 }, 'value.forest.roots: is not a list'],
    [{ leaves: [1, 2, '3', 4] }, 'value.forest.leaves[2]: is not a number'],
    [{ sets: [3] }, 'value.forest.sets[0]: is not a list'],
    [{ base: null }, 'value.forest: needs a number "base"'],
  ])('as JSON: %j', (change, message) => {
    const json = { kind: 'forest', inputs: [a, b], forest: { ...two, ...change } }
    expect(() => parseNode(json)).toThrow(message)
  })
})

describe('a forest as a node', () => {
  test('is frozen, and a copy', () => {
    const leaves = [1, 2, 3, 4]
    const node = forest([a, b], { ...two, leaves })
    leaves[0] = 9
    expect(node.forest.leaves[0]).toBe(1)
    expect(Object.isFrozen(node.forest) && Object.values(node.forest).every(Object.isFrozen)).toBe(true)
    expect(node.forest.sets.every(Object.isFrozen)).toBe(true)
  })

  test('survives JSON, keeps its forest over other inputs, and is exact when they are', () => {
    const node = forest([a, b], two)
    expect(parseNode(JSON.parse(JSON.stringify(node)))).toEqual(node)
    const moved = withChildren(node, [b, call('exp', a)])
    expect(moved.kind === 'forest' && moved.forest).toBe(node.forest)
    expect([isExact(node), isExact(moved)]).toEqual([true, false])
  })

  test('over constants it is one', () => {
    expect(simplify(forest([literal(0), literal(5)], two))).toEqual(literal(5.5))
    expect(simplify(call('isMissing', forest([a, b], two)))).toEqual(literal(false))
  })

  test('equal forests of several expressions are one part', () => {
    const trees = grownForest({ trees: 20, leaves: 15, inputs: 2 })
    const json = JSON.stringify(forest([a, b], trees))
    const [margin, other] = [parseNode(JSON.parse(json)), parseNode(JSON.parse(json))]
    const outputs = { margin, decision: call('greater', other, literal(0)) }
    const kinds = ({ nodes }: ReturnType<typeof intern>) => nodes.map(({ node }) => node.kind)
    expect(kinds(intern(outputs)).filter(kind => kind === 'forest')).toHaveLength(1)
    const changed = forest([a, b], { ...trees, threshold: trees.threshold.map((x, i) => (i === 3 ? 0 : x)) })
    expect(kinds(intern({ ...outputs, changed })).filter(kind => kind === 'forest')).toHaveLength(2)
  })
})

describe('onGrid', () => {
  test('a forest on a grid stays as it is', () => {
    expect(onGrid(two)).toBe(two)
    const small = { ...two, base: 5e-324, leaves: [0, 5e-324, 1e-323, 0] }
    expect(onGrid(small)).toBe(small)
  })

  test.each([
    [[0.1, 0.2, 0.3, 0.7], 1],
    [[1e-300, 1, 1e16, -3], 1e16],
    [[1e-310, 2e-320, 5e-324, 1e-9], 1e-9],
  ])('%j is rounded by less than 2^-51 of the sum', (leaves, largest) => {
    const rounded = onGrid({ ...two, base: 0.1, leaves })
    rounded.leaves.forEach((leaf, i) => {
      expect(Math.abs(leaf - (leaves[i] as number))).toBeLessThan((largest + 1) * 2 ** -50)
    })
    expect(onGrid(rounded)).toBe(rounded)
    expect(() => forest([a, b], rounded)).not.toThrow()
  })

  test('sums are the same in any order', () => {
    fc.assert(
      fc.property(
        forests(2, { maxTrees: 30 }),
        fc.infiniteStream(fc.nat()),
        ({ base, leaves, roots }, order) => {
          const single = roots.filter(root => root < 0).map(root => leaves[-1 - root] as number)
          const shuffled = single
            .map(leaf => [order.next().value as number, leaf] as const)
            .toSorted(([x], [y]) => x - y)
          const sum = (list: readonly number[]) => list.reduce((total, leaf) => total + leaf, base)
          expect(sum(shuffled.map(([, leaf]) => leaf))).toBe(sum(single))
        },
      ),
      { numRuns: 100, seed: 3 },
    )
  })

  test('leaves without a finite sum are refused', () => {
    expect(() => onGrid({ ...two, leaves: [1e308, 1e308, 1e308, 1e308] })).toThrow('add up to Infinity')
    expect(() => onGrid({ ...two, leaves: [Number.NaN, 1, 1, 1] })).toThrow('they must be finite')
  })
})
