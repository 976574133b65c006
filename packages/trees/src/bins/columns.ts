import type { BinnedColumn } from '../data/tree-rows.ts'
import { binnerOf, binValues } from './binner.ts'

/** A column of numbers in bins; NaN is missing. The edges come from `findEdges`. */
export function binColumn(name: string, values: Float64Array, edges: Float64Array): BinnedColumn {
  const codes = sharedCodes(values.length)
  const missed = binValues(binnerOf(edges), values, codes)
  return { name, kind: 'number', codes, bins: edges.length + 1, edges, missing: missed > 0 }
}

/** Bins for categories that have more than fit. */
const mostBins = 255

/**
 * A column of categories: an index from 0 to `categories` - 1 per row, or -1 where it is missing. Of more than 255
 * categories the rarest share the last bin; of rows to validate with, those that share it in the column `like`.
 */
export function binCategories(
  name: string,
  indices: Int32Array,
  categories: number,
  like?: Pick<BinnedColumn, 'binOf'>,
): BinnedColumn {
  const bins = Math.max(1, Math.min(categories, mostBins))
  const binOf = categories > mostBins ? (like?.binOf ?? binsOf(indices, categories)) : undefined
  const codes = sharedCodes(indices.length)
  let missing = false
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number
    if (index < 0) missing = true
    codes[i] = index < 0 ? bins : binOf === undefined ? index : (binOf[index] as number)
  }
  const column = { name, kind: 'category', codes, bins, edges: new Float64Array(0), missing } as const
  return binOf === undefined ? column : { ...column, binOf }
}

/** The bin of each category: the frequent ones have one each, the others the last. */
function binsOf(indices: Int32Array, categories: number): Uint8Array {
  const counts = new Int32Array(categories)
  for (const index of indices) if (index >= 0) (counts[index] as number)++
  const order = Array.from(counts.keys()).toSorted(
    (a, b) => (counts[b] as number) - (counts[a] as number) || a - b,
  )
  const binOf = new Uint8Array(categories).fill(mostBins - 1)
  order.slice(0, mostBins - 1).forEach((category, bin) => (binOf[category] = bin))
  return binOf
}

/** Codes for so many rows, in memory that threads share. */
export function sharedCodes(rows: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(rows))
}
