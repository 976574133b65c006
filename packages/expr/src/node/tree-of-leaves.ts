import type { Forest } from './forest.ts'

/** The tree that each leaf belongs to. */
export function treeOfLeaves({ roots, left, right, leaves }: Forest): Int32Array {
  const ofNodes = new Int32Array(left.length)
  const ofLeaves = new Int32Array(leaves.length)
  const reach = (child: number, tree: number) => {
    if (child >= 0) ofNodes[child] = tree
    else ofLeaves[-1 - child] = tree
  }
  for (let i = 0; i < roots.length; i++) reach(roots[i] as number, i)
  for (let i = 0; i < left.length; i++) {
    reach(left[i] as number, ofNodes[i] as number)
    reach(right[i] as number, ofNodes[i] as number)
  }
  return ofLeaves
}
