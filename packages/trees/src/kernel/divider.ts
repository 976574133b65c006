import { eachOwnBlock, ownRows } from '../grow/own-rows.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Team } from '../threads/team.ts'
import { divideInRoom, movedRoom, type Copies, type DivideSome } from './divide-in-room.ts'
import type { Kernel } from './kernel.ts'
import { scriptDivide } from './script-kernel.ts'

// A column is copied to where the code can reach it, by a member who divides at least such a part of its rows: below,
// JavaScript, which takes four times as long for a row, is done before.
const partWorthCopying = 1 / 24

type Code = (...args: number[]) => number

/** Divides rows by the functions of `order-code.ts` where that is quicker. */
export function divider(
  code: Readonly<Record<string, Code>>,
  workspace: Workspace,
  team: Team,
): Kernel['divide'] {
  const { order, moved, column, tables } = workspace
  const [divide, copy] = [code['divide'] as Code, code['copy'] as Code]
  const rows = column.length
  const room = movedRoom(team, rows)
  const table = tables.subarray(256 * team.rank, 256 * team.rank + 256)
  const fewest = ownRows(team, rows).count * partWorthCopying
  const address = (position: number) => order.byteOffset + 8 * position
  const movedAddress = (index: number) => moved.byteOffset + 4 * index
  const copies: Copies = {
    within: (to, from, count) => void copy(address(to), address(from), 8 * count),
    back: (to, index, count) => void copy(address(to), movedAddress(index), 8 * count),
  }
  const compiled: DivideSome = (from, to, first, index) => {
    const places = [address(from), address(to), address(first), movedAddress(index)] as const
    return (divide(...places, column.byteOffset, table.byteOffset) - order.byteOffset) / 8
  }
  let copied: Uint8Array | undefined
  return (range, codes, goesLeft) => {
    const isCopied = codes === copied
    if (range.to - range.from <= (isCopied ? 0 : fewest)) {
      return divideInRoom(range, room, scriptDivide(workspace, codes, goesLeft), copies)
    }
    if (!isCopied) {
      eachOwnBlock(team, rows, (first, last) => column.set(codes.subarray(first, last), first))
      copied = codes
    }
    table.set(goesLeft)
    return divideInRoom(range, room, compiled, copies)
  }
}
