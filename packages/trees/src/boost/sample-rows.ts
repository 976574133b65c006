import { isDrawn } from '../random/draw.ts'
import { shareOf, type Team } from '../threads/team.ts'

/** What is needed to put rows into an order, and to add up their words. */
export interface RowSample {
  readonly order: Int32Array
  readonly words: Int32Array
  readonly wordsAt: number
  readonly hessianBits: number
  readonly totals: Float64Array
  readonly rows: number
  readonly fraction: number
  readonly seed: number
}

/** Rows that a tree sees, at the front of the order of rows, and their sums in units. */
export interface Sampled {
  readonly rows: number
  readonly gradient: number
  readonly hessian: number
}

/** Draws rows and puts them first, each part ascending. All members return the same. */
export function sampleRows(sample: RowSample, lefts: Int32Array, team: Team): Sampled {
  const { totals, fraction } = sample
  if (fraction >= 1) takeAll(sample, team)
  else if (team.rank === 0) lefts[0] = draw(sample)
  team.barrier()
  const rows = fraction >= 1 ? sample.rows : (lefts[0] as number)
  addUp(sample, team, rows)
  team.barrier()
  let [gradient, hessian] = [0, 0]
  for (let rank = 0; rank < team.size; rank++) {
    gradient += totals[2 * rank] as number
    hessian += totals[2 * rank + 1] as number
  }
  return { rows, gradient, hessian }
}

function takeAll({ order, rows }: RowSample, team: Team): void {
  const [from, to] = shareOf(team, 0, rows)
  for (let row = from; row < to; row++) order[row] = row
}

function draw({ order, rows, fraction, seed }: RowSample): number {
  let [front, back] = [0, rows - 1]
  for (let row = 0; row < rows; row++) {
    if (isDrawn(seed, row, fraction)) order[front++] = row
    else order[back--] = row
  }
  order.subarray(front).reverse()
  return front
}

function addUp({ order, words, wordsAt, hessianBits, totals }: RowSample, team: Team, rows: number): void {
  const mask = 2 ** hessianBits - 1
  const [from, to] = shareOf(team, 0, rows)
  let [gradient, hessian] = [0, 0]
  for (let i = from; i < to; i++) {
    const word = words[wordsAt + (order[i] as number)] as number
    gradient += word >> hessianBits
    hessian += word & mask
  }
  totals[2 * team.rank] = gradient
  totals[2 * team.rank + 1] = hessian
}
