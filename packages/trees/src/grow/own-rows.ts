import type { Team } from '../threads/team.ts'
import { blockRows } from './workspace.ts'

/** Positions of a member's rows: from `at` on so many. */
export interface OwnRows {
  readonly at: number
  readonly count: number
}

/**
 * The rows that a member owns: every `size`-th block, so that a leaf's rows are spread over the members where rows are
 * sorted by a column too.
 */
export function ownRows({ rank, size }: Team, rows: number): OwnRows {
  const countOf = (member: number) => {
    const blocks = Math.ceil(rows / blockRows)
    const own = Math.floor((blocks - 1 - member + size) / size)
    const isLast = own > 0 && (blocks - 1) % size === member
    return own * blockRows - (isLast ? blocks * blockRows - rows : 0)
  }
  let at = 0
  for (let member = 0; member < rank; member++) at += countOf(member)
  return { at, count: countOf(rank) }
}

/** Calls `each` for the blocks of rows that a member owns, with the position of the first of them. */
export function eachOwnBlock(
  team: Team,
  rows: number,
  each: (from: number, to: number, at: number) => void,
): void {
  let { at } = ownRows(team, rows)
  for (let from = team.rank * blockRows; from < rows; from += team.size * blockRows) {
    const to = Math.min(from + blockRows, rows)
    each(from, to, at)
    at += to - from
  }
}
