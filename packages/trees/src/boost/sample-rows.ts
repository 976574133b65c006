import { eachOwnBlock, ownRows } from '../grow/own-rows.ts'
import { isDrawn } from '../random/draw.ts'
import type { Team } from '../threads/team.ts'

/** What is needed to put rows into an order, and to add up their words. */
export interface RowSample {
  readonly order: Int32Array
  /** Of the member's rows, in the order of its positions. */
  readonly words: Int32Array
  readonly hessianBits: number
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
export function sampleRows(sample: RowSample, team: Team): Sampled {
  const { totals, fraction } = sample
  const { at, count } = ownRows(team, sample.rows)
  const own = fraction >= 1 ? count : draw(sample, team)
  if (fraction >= 1) takeAll(sample, team)
  addUp(sample, team, at, own)
  team.barrier()
  let [gradient, hessian, rows] = [0, 0, 0]
  for (let rank = 0; rank < team.size; rank++) {
    gradient += totals[3 * rank] as number
    hessian += totals[3 * rank + 1] as number
    rows += totals[3 * rank + 2] as number
  }
  return { rows, own, at, gradient, hessian }
}

function takeAll({ order, words, rows }: RowSample, team: Team): void {
  let next = 0
  eachOwnBlock(team, rows, (from, to, at) => {
    for (let row = from; row < to; row++) put(order, at + row - from, row, words[next++] as number)
  })
}

function put(order: Int32Array, position: number, row: number, word: number): void {
  order[2 * position] = row
  order[2 * position + 1] = word
}

function draw({ order, words, rows, fraction, seed }: RowSample, team: Team): number {
  const { at, count } = ownRows(team, rows)
  let [front, next] = [at, 0]
  let back = at + count - 1
  eachOwnBlock(team, rows, (from, to) => {
    for (let row = from; row < to; row++) {
      put(order, isDrawn(seed, row, fraction) ? front++ : back--, row, words[next++] as number)
    }
  })
  return front - at
}

function addUp({ order, hessianBits, totals }: RowSample, team: Team, at: number, own: number): void {
  const mask = 2 ** hessianBits - 1
  let [gradient, hessian] = [0, 0]
  for (let i = at; i < at + own; i++) {
    const word = order[2 * i + 1] as number
    gradient += word >> hessianBits
    hessian += word & mask
  }
  totals[3 * team.rank] = gradient
  totals[3 * team.rank + 1] = hessian
  totals[3 * team.rank + 2] = own
}
