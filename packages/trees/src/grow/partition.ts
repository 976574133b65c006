import { shareOf } from '../threads/team.ts'
import type { Grower } from './grower.ts'
import { rowsWorthSharing } from './histogram.ts'
import type { Leaf } from './leaf.ts'

/**
 * Puts the rows of a leaf that go left by a node before the others, each side as ascending as before, and returns how
 * many go left. Threads divide their shares, wait, and put them where the shares before them end.
 */
export function partition(grower: Grower, leaf: Leaf, node: number): number {
  const { team, workspace, tree, columns } = grower
  const { start, count } = leaf
  const shared = team.size > 1 && count >= rowsWorthSharing
  const [from, to] = shared
    ? shareOf(team, start, start + count)
    : team.rank === 0
      ? [start, start + count]
      : [start, start]
  const { codes } = columns[tree.column[node] as number] as (typeof columns)[number]
  const own = divide(workspace.order, workspace.moved, codes, tree.goesLeft, node * 256, from, to)
  workspace.lefts[team.rank] = own
  team.barrier()
  let [lefts, before] = [0, 0]
  for (let rank = 0; rank < team.size; rank++) {
    if (rank === team.rank) before = lefts
    lefts += workspace.lefts[rank] as number
  }
  const rightsBefore = from - start - before
  putBack(workspace.order, workspace.moved, from, to, own, start + before, start + lefts + rightsBefore)
  return lefts
}

/** Rows that go left from the front of `moved`, the others from its back; without a branch, for it cannot be foreseen. */
function divide(
  order: Int32Array,
  moved: Int32Array,
  codes: Uint8Array,
  goesLeft: Uint8Array,
  table: number,
  from: number,
  to: number,
): number {
  let [front, back] = [from, to - 1]
  for (let i = from; i < to; i++) {
    const row = order[i] as number
    const left = goesLeft[table + (codes[row] as number)] as number
    moved[front] = row
    moved[back] = row
    front += left
    back -= 1 - left
  }
  return front - from
}

function putBack(
  order: Int32Array,
  moved: Int32Array,
  from: number,
  to: number,
  lefts: number,
  leftTo: number,
  rightTo: number,
): void {
  if (from === to) return
  order.set(moved.subarray(from, from + lefts), leftTo)
  const last = to - 1
  const rights = to - from - lefts
  for (let i = 0; i < rights; i++) order[rightTo + i] = moved[last - i] as number
}
