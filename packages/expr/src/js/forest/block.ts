import type { Forest } from '../../node/forest.ts'
import { maskMemoryOf } from './mask-memory-of.ts'
import { scoreIn, type MaskMemory } from './mask-memory.ts'
import { longestBlock, walkedBlock, walkedRows } from './walk-block.ts'

/** How many rows of forests are computed at a time. */
export function blockRows(forests: readonly Forest[]): number {
  const rows = forests.filter(forest => maskMemoryOf(forest) === undefined).map(walkedRows)
  return Math.min(longestBlock, ...rows)
}

/**
 * A forest for blocks of `width` rows, as many as `blockRows` says: writes the values for the first `rows` rows of
 * `inputs`, in which each input takes `width` numbers. What lies behind `rows` may be anything.
 */
export function blockForest(
  forest: Forest,
  inputs: Float64Array,
  results: Float64Array,
  width: number,
): (rows: number) => void {
  const memory = maskMemoryOf(forest)
  return memory === undefined
    ? walkedBlock(forest, inputs, results, width)
    : maskedBlock(memory, { inputs, results, width })
}

interface Block {
  readonly inputs: Float64Array
  readonly results: Float64Array
  readonly width: number
}

function maskedBlock(memory: MaskMemory, { inputs, results, width }: Block): (rows: number) => void {
  const score = scoreIn(memory, 'rows')
  const read = inputs.subarray(0, memory.count * width)
  return rows => {
    memory.values.set(read)
    memory.results.fill(memory.base)
    score(rows, width * Float64Array.BYTES_PER_ELEMENT)
    results.set(memory.results.subarray(0, width))
  }
}
