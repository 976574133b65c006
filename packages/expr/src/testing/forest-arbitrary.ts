import fc from 'fast-check'
import { bucket, call, column, forest, literal, lookup } from '../node/build.ts'
import { CATEGORY, MISSING_LEFT, type Forest } from '../node/forest.ts'
import { onGrid } from '../node/grid.ts'
import type { ExprNode } from '../node/node.ts'
import type { CaseRow } from './cell.ts'

/** A tree as it is generated: a leaf is a number. */
type Tree =
  | number
  | {
      readonly input: number
      readonly missingLeft: boolean
      /** A threshold, or the categories that go left. */
      readonly split: number | readonly number[]
      readonly left: Tree
      readonly right: Tree
    }

const leaf = fc.oneof(
  fc.constantFrom(0, 1, -0.5, 0.1),
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.integer({ min: -1e6, max: 1e6 }),
)
const threshold = fc.oneof(
  fc.constantFrom(0, 1, -1.5, 0.5, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1 / 3),
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const category = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom(30, 31, 32, 62, 63, 64, 1000, 65_535),
)
const set = fc.uniqueArray(category, { maxLength: 6 }).map(categories => categories.toSorted((a, b) => a - b))

function tree(inputs: number): fc.Arbitrary<Tree> {
  const { node } = fc.letrec<{ node: Tree }>(tie => ({
    node: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc.record({
        input: fc.nat({ max: inputs - 1 }),
        missingLeft: fc.boolean(),
        split: fc.oneof({ weight: 2, arbitrary: threshold }, set),
        left: tie('node'),
        right: tie('node'),
      }),
    ),
  }))
  return node
}

/** Forests over a number of inputs, with thresholds and sets, single leaves, and directions of what is missing. */
export function forests(
  inputs: number,
  { maxTrees = 12 }: { readonly maxTrees?: number } = {},
): fc.Arbitrary<Forest> {
  return fc
    .tuple(leaf, fc.array(tree(inputs), { maxLength: maxTrees }))
    .map(([base, trees]) => onGrid(flattened(base, trees)))
}

function flattened(base: number, trees: readonly Tree[]): Forest {
  const nodes: { feature: number; threshold: number; flags: number; left: number; right: number }[] = []
  const leaves: number[] = []
  const sets: (readonly number[])[] = []
  const place = (part: Tree): number => {
    if (typeof part === 'number') return -leaves.push(part)
    const { input, split, missingLeft } = part
    const missing = missingLeft ? MISSING_LEFT : 0
    const node =
      typeof split === 'number'
        ? { feature: input, threshold: split, flags: missing, left: 0, right: 0 }
        : { feature: input, threshold: sets.push(split) - 1, flags: missing | CATEGORY, left: 0, right: 0 }
    const at = nodes.push(node) - 1
    node.left = place(part.left)
    node.right = place(part.right)
    return at
  }
  const roots = trees.map(place)
  return {
    base,
    roots,
    feature: nodes.map(({ feature }) => feature),
    threshold: nodes.map(({ threshold: limit }) => limit),
    flags: nodes.map(({ flags }) => flags),
    left: nodes.map(({ left }) => left),
    right: nodes.map(({ right }) => right),
    leaves,
    sets,
  }
}

const [n1, n2, t1] = [column('n1', 'number'), column('n2', 'number'), column('t1', 'text')]
const codes = { keys: ['a', 'z', 'é'], values: [0, 1, 2], missing: null, unknown: null }
const code = lookup({ input: t1, type: 'number', ...codes })

/** Forests over columns, codes of texts and computed numbers, alone and within arithmetic. */
export const forestExpressions: fc.Arbitrary<ExprNode> = fc
  .tuple(
    fc.array(
      fc.constantFrom<ExprNode>(n1, n2, code, call('add', n1, n2), call('negate', n1), bucket(n2, [1, 2])),
      {
        minLength: 3,
        maxLength: 3,
      },
    ),
    forests(3),
    fc.constantFrom('alone', 'sum', 'nested'),
  )
  .map(([inputs, trees, around]) => {
    const alone = forest(inputs, trees)
    if (around === 'sum') return call('add', call('multiply', alone, n1), call('add', n2, literal(0.1)))
    return around === 'nested' ? forest([alone, n2, alone], trees) : alone
  })

const categoryCell = fc.oneof(
  fc.constantFrom(null, Number.NaN, 0, -0, 1, 2, 3, 4, 30, 31, 32, 62, 63, 64, 1000, 65_535, 65_536),
  fc.constantFrom(0.5, -1, 1e300, -1e300, 2 ** 31, 2 ** 32, Infinity, -Infinity),
)

/** Rows of {@link caseColumns} whose numbers are often categories. */
export const categoryRow: fc.Arbitrary<CaseRow> = fc.record({
  n1: categoryCell,
  n2: categoryCell,
  t1: fc.constantFrom(null, 'a', 'z', 'é', 'unknown'),
})

/** A forest of a size, with thresholds and sets that follow from the position of a node: no random numbers. */
export function grownForest(size: {
  readonly trees: number
  readonly leaves: number
  readonly inputs: number
}): Forest {
  let count = 0
  const grown = (leaves: number): Tree => {
    count += 1
    const mixed = (count * 7919) % 1000
    if (leaves === 1) return mixed / 1000 - 0.5
    const half = Math.max(1, Math.floor((leaves * (300 + (mixed % 400))) / 1000))
    return {
      input: count % size.inputs,
      missingLeft: mixed % 2 === 0,
      split: mixed % 5 === 0 ? [mixed % 7, 7 + (mixed % 11)] : (mixed - 500) / 100,
      left: grown(half),
      right: grown(leaves - half),
    }
  }
  return onGrid(
    flattened(
      0.1,
      Array.from({ length: size.trees }, () => grown(size.leaves)),
    ),
  )
}
