import type { SourceNode } from '../forest/source-tree.ts'
import type { FieldReader } from './field-values.ts'

/** How a node treats an input: which form of the feature it reads. */
export type InputForm = 'number' | 'zero-missing' | 'category'

/** What a tree of the file refers to outside itself. */
export interface TreeContext {
  readonly features: number
  /** Position of a feature in one form among the inputs of the forest. */
  input(feature: number, form: InputForm): number
  fail(reason: string): never
}

/** Categories of a forest are numbers below this. */
const mostCategories = 65_536
const categoryBit = 1
const defaultLeftBit = 2
const missingTypes = ['none', 'zero', 'nan'] as const

/** The nodes of one tree, the root first. Child `-1 - leaf` of the file becomes position `splits + leaf`. */
export function lightgbmTree(reader: FieldReader, context: TreeContext): readonly SourceNode[] {
  const leaves = reader.integer('num_leaves')
  if (leaves < 1) context.fail(`num_leaves is ${leaves}`)
  if (reader.has('is_linear') && reader.integer('is_linear') !== 0) {
    return context.fail('its leaves are linear functions (linear_tree), which are not supported')
  }
  const values = reader.numbers('leaf_value', leaves)
  if (leaves === 1) {
    return [{ kind: 'leaf', value: values[0] as number, cover: leafCovers(reader, 1)[0] ?? 0 }]
  }
  const splits = leaves - 1
  const feature = reader.integers('split_feature', splits)
  const threshold = reader.numbers('threshold', splits)
  const decision = reader.integers('decision_type', splits)
  const [left, right] = [reader.integers('left_child', splits), reader.integers('right_child', splits)]
  const covers = reader.has('internal_count') ? reader.numbers('internal_count', splits) : []
  const sets = categorySets(reader, context)
  const at = (child: number) => (child < 0 ? splits - 1 - child : child)
  const nodes = feature.map((column, i): SourceNode => {
    if (column < 0 || column >= context.features) context.fail(`node ${i} splits by feature ${column}`)
    const rule = decisionOf(decision[i] as number, threshold[i] as number, context)
    const test = rule.form === 'category' ? sets[threshold[i] as number] : (threshold[i] as number)
    if (test === undefined) return context.fail(`node ${i} reads set ${threshold[i]} of categories`)
    return {
      kind: 'split',
      input: context.input(column, rule.form),
      test,
      missingLeft: rule.missingLeft,
      left: at(left[i] as number),
      right: at(right[i] as number),
      cover: covers[i] ?? 0,
    }
  })
  const ends = leafCovers(reader, leaves)
  return [...nodes, ...values.map((value, i): SourceNode => ({ kind: 'leaf', value, cover: ends[i] ?? 0 }))]
}

/**
 * Where a missing value goes. LightGBM reads it as 0 unless the node's missing type is NaN; a category that is missing
 * always goes right.
 */
function decisionOf(
  decision: number,
  threshold: number,
  { fail }: TreeContext,
): { readonly form: InputForm; readonly missingLeft: boolean } {
  const missing = missingTypes[decision >> 2]
  if (decision < 0 || missing === undefined) return fail(`decision_type ${decision} is not known`)
  if ((decision & categoryBit) !== 0) return { form: 'category', missingLeft: false }
  if (missing === 'none') return { form: 'number', missingLeft: threshold >= 0 }
  const missingLeft = (decision & defaultLeftBit) !== 0
  return { form: missing === 'zero' ? 'zero-missing' : 'number', missingLeft }
}

function leafCovers(reader: FieldReader, leaves: number): readonly number[] {
  if (!reader.has('leaf_count') || reader.text('leaf_count').trim() === '') return []
  return reader.numbers('leaf_count', leaves)
}

/** Sets of categories: `cat_boundaries[i]` to `cat_boundaries[i + 1]` are the words of the bitmap of set `i`. */
function categorySets(reader: FieldReader, { fail }: TreeContext): readonly ReadonlySet<number>[] {
  const count = reader.has('num_cat') ? reader.integer('num_cat') : 0
  if (count === 0) return []
  if (count < 0) fail(`num_cat is ${count}`)
  const bounds = reader.integers('cat_boundaries', count + 1)
  if (bounds[0] !== 0) fail('cat_boundaries does not start at 0')
  const words = reader.integers('cat_threshold', bounds.at(-1) as number)
  return Array.from({ length: count }, (_, i) => {
    const [start, end] = [bounds[i] as number, bounds[i + 1] as number]
    if (end < start) fail(`cat_boundaries ${start} is followed by ${end}`)
    return categoriesOf(words.slice(start, end), fail)
  })
}

function categoriesOf(words: readonly number[], fail: TreeContext['fail']): ReadonlySet<number> {
  if (words.length * 32 > mostCategories) fail(`a set of categories goes beyond ${mostCategories - 1}`)
  const found = new Set<number>()
  words.forEach((word, i) => {
    if (word < 0 || word > 0xffff_ffff) fail(`cat_threshold ${word} is not a word of 32 bits`)
    for (let bit = 0; bit < 32; bit++) if ((word >>> bit) % 2 === 1) found.add(i * 32 + bit)
  })
  return found
}
