import type { Forest } from '../../node/forest.ts'
import { layoutOf, type ForestLayout } from './layout.ts'
import { fillPlanes, planeBuffer } from './planes.ts'

/** Trees that are walked at the same time, so that the processor waits for their memory together. */
const together = 8

/** A forest for single rows. */
export interface RowForest {
  readonly inputs: Float64Array
  /** The value for what is in `inputs`. */
  value(): number
}

/** A forest by walking its trees: eight at a time, without a branch that could be predicted wrongly. */
export function walkedRow(forest: Forest, inputCount: number): RowForest {
  const layout = layoutOf(forest)
  const inputs = new Float64Array(inputCount)
  const buffer = planeBuffer(layout.planes, inputCount, 1)
  const groups = groupsOf(layout)
  return {
    inputs,
    value() {
      fillPlanes(buffer, inputs)
      return sumOfLeaves(layout, groups, buffer.values)
    },
  }
}

interface Groups {
  readonly roots: Int32Array
  readonly depths: Int32Array
  readonly rest: Int32Array
}

/** Trees of like depth in groups of eight, and the few that are left. */
function groupsOf({ trees }: ForestLayout): Groups {
  const sorted = trees.toSorted((a, b) => b.depth - a.depth)
  const count = Math.floor(trees.length / together)
  const roots = Int32Array.from(sorted, ({ root }) => root)
  return {
    roots,
    depths: Int32Array.from({ length: count }, (_, group) => sorted[group * together]?.depth ?? 0),
    rest: roots.subarray(count * together),
  }
}

// Written out for eight trees: an inner loop over them would keep their nodes in memory instead of registers.
function sumOfLeaves(
  { plane, limit, kid, base }: ForestLayout,
  { roots, depths, rest }: Groups,
  values: Float64Array,
): number {
  let sum = base
  for (let group = 0, first = 0; group < depths.length; group++, first += together) {
    let a = roots[first] as number
    let b = roots[first + 1] as number
    let c = roots[first + 2] as number
    let d = roots[first + 3] as number
    let e = roots[first + 4] as number
    let f = roots[first + 5] as number
    let g = roots[first + 6] as number
    let h = roots[first + 7] as number
    for (let step = depths[group] as number; step > 0; step--) {
      a = (kid[a] as number) + +!((values[plane[a] as number] as number) <= (limit[a] as number))
      b = (kid[b] as number) + +!((values[plane[b] as number] as number) <= (limit[b] as number))
      c = (kid[c] as number) + +!((values[plane[c] as number] as number) <= (limit[c] as number))
      d = (kid[d] as number) + +!((values[plane[d] as number] as number) <= (limit[d] as number))
      e = (kid[e] as number) + +!((values[plane[e] as number] as number) <= (limit[e] as number))
      f = (kid[f] as number) + +!((values[plane[f] as number] as number) <= (limit[f] as number))
      g = (kid[g] as number) + +!((values[plane[g] as number] as number) <= (limit[g] as number))
      h = (kid[h] as number) + +!((values[plane[h] as number] as number) <= (limit[h] as number))
    }
    sum += (limit[a] as number) + (limit[b] as number) + (limit[c] as number) + (limit[d] as number)
    sum += (limit[e] as number) + (limit[f] as number) + (limit[g] as number) + (limit[h] as number)
  }
  for (let at of rest) {
    while (kid[at] !== at) {
      at = (kid[at] as number) + +!((values[plane[at] as number] as number) <= (limit[at] as number))
    }
    sum += limit[at] as number
  }
  return sum
}
