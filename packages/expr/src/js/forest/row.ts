import type { Forest } from '../../node/forest.ts'
import { maskMemoryOf } from './mask-memory-of.ts'
import { scoreIn, type MaskMemory } from './mask-memory.ts'
import { walkedRow } from './walk-row.ts'

/** A forest for single rows. */
export interface RowForest {
  readonly inputs: Float64Array
  /** The value for what is in `inputs`. */
  value(): number
}

/** A forest that reads its inputs from an array of its own: by masks where they are quicker, else by its trees. */
export function rowForest(forest: Forest, inputCount: number): RowForest {
  const memory = maskMemoryOf(forest)
  return memory === undefined ? walkedRow(forest, inputCount) : maskedRow(memory, inputCount)
}

// Several forests may share a memory, even one that is an input of the other: nothing stays in it.
function maskedRow(memory: MaskMemory, inputCount: number): RowForest {
  const { base, count, values, results } = memory
  const score = scoreIn(memory, 'row')
  const inputs = new Float64Array(inputCount)
  return {
    inputs,
    value() {
      for (let i = 0; i < count; i++) values[i] = inputs[i] as number
      results[0] = base
      score(1, Float64Array.BYTES_PER_ELEMENT)
      return results[0]
    },
  }
}
