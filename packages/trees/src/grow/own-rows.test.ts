import { expect, test } from 'vitest'
import { eachOwnBlock, ownRows } from './own-rows.ts'

test.each([
  [1, 1],
  [2048, 2],
  [2049, 2],
  [6000, 2],
  [8192, 3],
  [20_500, 3],
  [5000, 7],
])('of %d rows each is owned by one of %d members, and positions follow one another', (rows, size) => {
  const owners = Array.from({ length: rows }, () => 0)
  let positions = 0
  for (let rank = 0; rank < size; rank++) {
    const team = { rank, size, barrier() {} }
    const own = ownRows(team, rows)
    expect(own.at).toBe(positions)
    eachOwnBlock(team, rows, (from, to, at) => {
      expect(at).toBe(positions)
      positions += to - from
      for (let row = from; row < to; row++) (owners[row] as number)++
    })
    expect(own.count).toBe(positions - own.at)
  }
  expect(positions).toBe(rows)
  expect(owners.every(count => count === 1)).toBe(true)
})
