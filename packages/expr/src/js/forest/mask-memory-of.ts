import type { Forest } from '../../node/forest.ts'
import { maskMemory, type MaskMemory } from './mask-memory.ts'
import { groupParts, masksOf } from './masks.ts'
import { longestBlock } from './walk-block.ts'

const known = new WeakMap<Forest, MaskMemory | null>()

/** A forest by masks, made once for each; nothing where its trees are better walked. */
export function maskMemoryOf(forest: Forest): MaskMemory | undefined {
  const found = known.get(forest)
  if (found !== undefined) return found ?? undefined
  const masks = isLessWork(forest) ? masksOf(forest) : undefined
  const made = masks === undefined ? undefined : maskMemory(masks, longestBlock)
  known.set(forest, made ?? null)
  return made
}

// Measured, in steps of a walk. Masks search every input and combine all its words, walking reads a few inputs of each
// tree; so walking is less work where there are many inputs for the trees.
function isLessWork({ roots, leaves, feature }: Forest): boolean {
  const inputs = new Set(feature).size
  const leavesOfTree = leaves.length / roots.length
  const groups = Math.ceil((roots.length * Math.ceil(leavesOfTree / 32)) / groupParts)
  const [search, combine, call] = [1.8, 0.6, 40]
  return inputs * (search + combine * groups) <= roots.length * (Math.log2(leavesOfTree) + 2) + call
}
