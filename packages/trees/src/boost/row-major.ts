import { shareOf, type Team } from '../threads/team.ts'
import type { Part } from './job.ts'

// So many rows of a column stay in the first cache while the columns are gone through.
const tile = 256

/** Writes a member's share of the codes row by row. */
export function writeRowMajor({ rows, columns }: Part, rowMajor: Uint8Array, team: Team): void {
  const width = columns.length
  const [first, last] = shareOf(team, 0, rows)
  for (let from = first; from < last; from += tile) {
    const to = Math.min(from + tile, last)
    for (let column = 0; column < width; column++) {
      copyColumn((columns[column] as (typeof columns)[number]).codes, rowMajor, width, column, from, to)
    }
  }
}

function copyColumn(
  codes: Uint8Array,
  rowMajor: Uint8Array,
  width: number,
  column: number,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) rowMajor[row * width + column] = codes[row] as number
}
