import { eachOwnBlock, ownRows } from '../grow/own-rows.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Team } from '../threads/team.ts'
import type { Kernel } from './kernel.ts'
import { divide } from './script-kernel.ts'

// A column is copied to where the code can reach it, by a member who divides at least such a part of its rows: below,
// JavaScript, which takes four times as long for a row, is done before.
const partWorthCopying = 1 / 24

/** Divides rows by `code` where that is quicker; see `order-code.ts`. */
export function divider(
  code: (...args: number[]) => number,
  workspace: Workspace,
  team: Team,
): Kernel['divide'] {
  const { order, moved, column, tables } = workspace
  const rows = column.length
  const table = tables.subarray(256 * team.rank, 256 * team.rank + 256)
  const fewest = ownRows(team, rows).count * partWorthCopying
  let copied: Uint8Array | undefined
  return (range, codes, goesLeft) => {
    const { from, to } = range
    const isCopied = codes === copied
    if (to - from <= (isCopied ? 0 : fewest)) return divide(workspace, range, codes, goesLeft)
    if (!isCopied) {
      eachOwnBlock(team, rows, (first, last) => column.set(codes.subarray(first, last), first))
      copied = codes
    }
    table.set(goesLeft)
    const [start, end] = [order.byteOffset + 8 * from, order.byteOffset + 8 * to]
    const front = code(start, end, column.byteOffset, table.byteOffset, moved.byteOffset + 8 * from)
    return (front - start) / 8
  }
}
