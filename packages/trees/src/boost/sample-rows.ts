import { eachOwnBlock, ownRows } from '../grow/own-rows.ts'
import type { Scale } from '../grow/scale.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { isDrawn } from '../random/draw.ts'
import type { Team } from '../threads/team.ts'

/** What is needed to put rows into an order, and to add up their words. */
export interface RowSample {
  readonly order: Int32Array
  /** Of the member's rows, in the order of its positions. */
  readonly words: Int32Array
  readonly scale: Scale
  readonly totals: Float64Array
  readonly rows: number
  readonly fraction: number
  readonly seed: number
}

/** Rows that a tree sees, at the front of the member's own: how many of all, how many of its own from `at` on; and their sums in units. */
export interface Sampled {
  readonly rows: number
  readonly own: number
  readonly at: number
  readonly gradient: number
  readonly hessian: number
}

/** Draws rows and puts them first, each part ascending. All members return the same, but for their own. */
export function sampleRows(sample: RowSample, kernel: Kernel, team: Team): Sampled {
  const { totals, fraction } = sample
  const { at } = ownRows(team, sample.rows)
  totals.fill(0, 3 * team.rank, 3 * team.rank + 2)
  const own = fraction >= 1 ? takeAll(sample, kernel, team) : draw(sample, team)
  totals[3 * team.rank + 2] = own
  team.barrier()
  let [gradient, hessian, rows] = [0, 0, 0]
  for (let rank = 0; rank < team.size; rank++) {
    gradient += totals[3 * rank] as number
    hessian += totals[3 * rank + 1] as number
    rows += totals[3 * rank + 2] as number
  }
  return { rows, own, at, gradient, hessian }
}

function takeAll({ words, scale, rows }: RowSample, kernel: Kernel, team: Team): number {
  let next = 0
  eachOwnBlock(team, rows, (from, to, at) => {
    kernel.take({ from, to }, at, words.subarray(next), scale)
    next += to - from
  })
  return next
}

function draw(sample: RowSample, team: Team): number {
  const { order, words, rows, fraction, seed } = sample
  const { at, count } = ownRows(team, rows)
  let [front, next] = [at, 0]
  let back = at + count - 1
  eachOwnBlock(team, rows, (from, to) => {
    for (let row = from; row < to; row++) {
      const position = 2 * (isDrawn(seed, row, fraction) ? front++ : back--)
      order[position] = row
      order[position + 1] = words[next++] as number
    }
  })
  addUp(sample, team, at, front)
  return front - at
}

function addUp({ order, scale, totals }: RowSample, team: Team, from: number, to: number): void {
  const { hessianBits } = scale
  const mask = 2 ** hessianBits - 1
  let [gradient, hessian] = [0, 0]
  for (let i = from; i < to; i++) {
    const word = order[2 * i + 1] as number
    gradient += word >> hessianBits
    hessian += word & mask
  }
  totals[3 * team.rank] = gradient
  totals[3 * team.rank + 1] = hessian
}
