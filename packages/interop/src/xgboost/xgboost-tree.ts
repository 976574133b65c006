import { lastBelow } from '../forest/float32.ts'
import type { SourceNode } from '../forest/source-tree.ts'
import type { JsonReader } from '../model/json-reader.ts'

/** What a tree of the file refers to outside itself. */
export interface TreeContext {
  readonly features: number
  /** Position of a feature among the inputs of the forest. */
  input(feature: number, as: 'number' | 'category'): number
}

/** The nodes of one tree and how many of them are deleted. */
export interface XgboostTree {
  readonly nodes: readonly SourceNode[]
  readonly deleted: number
}

/**
 * A number goes left when, rounded to float32, it is below the threshold; a category goes right when it is in the set.
 */
export function xgboostTree(tree: JsonReader, { features, input }: TreeContext): XgboostTree {
  const param = tree.object('tree_param')
  const size = param.has('size_leaf_vector') ? Number(param.text('size_leaf_vector')) : 1
  if (size > 1) tree.fail('tree_param', 'has leaves for several targets, which are not supported')
  const left = tree.integers('left_children')
  const right = tree.integers('right_children', left.length)
  const feature = tree.integers('split_indices', left.length)
  const condition = tree.numbers('split_conditions', left.length)
  const missingLeft = tree.booleans('default_left', left.length)
  const types = tree.has('split_type') ? tree.integers('split_type', left.length) : []
  const covers = tree.has('sum_hessian') ? tree.numbers('sum_hessian', left.length) : []
  const sets = categorySets(tree, left.length)
  const nodes = left.map((child, i): SourceNode => {
    const cover = Math.max(0, Math.fround(covers[i] ?? 0))
    const value = Math.fround(condition[i] as number)
    if (child === -1) return { kind: 'leaf', value, cover }
    const column = feature[i] as number
    if (column < 0 || column >= features) {
      tree.fail(`split_indices[${i}]`, `is ${column}, there are ${features} features`)
    }
    const other = right[i] as number
    if (types[i] !== 1) {
      const test = threshold(value, reason => tree.fail(`split_conditions[${i}]`, reason))
      const missing = missingLeft[i] as boolean
      return {
        kind: 'split',
        input: input(column, 'number'),
        test,
        missingLeft: missing,
        left: child,
        right: other,
        cover,
      }
    }
    const test = sets.get(i) ?? tree.fail(`split_type[${i}]`, 'is 1, but the node has no categories')
    // Ours sends those in the set to the left.
    const missing = !(missingLeft[i] as boolean)
    return {
      kind: 'split',
      input: input(column, 'category'),
      test,
      missingLeft: missing,
      left: other,
      right: child,
      cover,
    }
  })
  return { nodes, deleted: Number(param.has('num_deleted') ? param.text('num_deleted') : 0) }
}

function threshold(value: number, fail: (reason: string) => never): number {
  return Number.isFinite(value) ? lastBelow(value) : fail(`is ${value}`)
}

/** Categories of the nodes that split by category: `categories_nodes[k]` has a part of `categories`. */
function categorySets(tree: JsonReader, nodes: number): ReadonlyMap<number, ReadonlySet<number>> {
  if (!tree.has('categories_nodes')) return new Map()
  const owners = tree.integers('categories_nodes')
  const starts = tree.integers('categories_segments', owners.length)
  const sizes = tree.integers('categories_sizes', owners.length)
  const categories = tree.integers('categories')
  const bad = categories.find(category => category < 0 || category >= mostCategories)
  if (bad !== undefined) tree.fail('categories', `has ${bad}, the most are ${mostCategories}`)
  let used = 0
  return new Map(
    owners.map((owner, k) => {
      const [start, size] = [starts[k] as number, sizes[k] as number]
      if (owner < 0 || owner >= nodes) {
        tree.fail(`categories_nodes[${k}]`, `is ${owner}, there are ${nodes} nodes`)
      }
      if (start !== used || size < 0) {
        tree.fail(`categories_segments[${k}]`, `is ${start}, but must be ${used}`)
      }
      used += size
      if (used > categories.length) tree.fail(`categories_sizes[${k}]`, 'goes beyond the categories')
      return [owner, new Set(categories.slice(start, used))] as const
    }),
  )
}

const mostCategories = 65_536
