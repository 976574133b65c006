import type { Scale } from '../grow/scale.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Kernel, RowRange } from './kernel.ts'

/** The inner loops of a member in JavaScript: for runtimes without WebAssembly, and what others are compared with. */
export function scriptKernel(workspace: Workspace, firstBins: Int32Array, rank: number): Kernel {
  return {
    kind: 'script',
    addRows: (range, scale, at) => addRows(workspace, firstBins, range, scale, at),
    divide: (range, codes, goesLeft) => divide(workspace, range, codes, goesLeft),
    take: (range, at, words, scale) => take(workspace, 3 * rank, range, at, words, scale),
    addValue({ from, to }, margins, value) {
      for (let i = from; i < to; i++) (margins[workspace.order[2 * i] as number] as number) += value
    },
  }
}

function take(
  { order, totals }: Workspace,
  totalsAt: number,
  { from, to }: RowRange,
  at: number,
  words: Int32Array,
  { hessianBits }: Scale,
): void {
  const mask = 2 ** hessianBits - 1
  for (let row = from; row < to; row++) {
    const word = words[row - from] as number
    const position = 2 * (at + row - from)
    order[position] = row
    order[position + 1] = word
    ;(totals[totalsAt] as number) += word >> hessianBits
    ;(totals[totalsAt + 1] as number) += word & mask
  }
}

function addRows(
  { rowMajor, order, histograms }: Workspace,
  firstBins: Int32Array,
  { from, to }: RowRange,
  { hessianBits }: Scale,
  at: number,
): void {
  const columns = firstBins.length - 1
  const mask = 2 ** hessianBits - 1
  for (let i = from; i < to; i++) {
    const word = order[2 * i + 1] as number
    const [gradient, hessian] = [word >> hessianBits, word & mask]
    const codes = (order[2 * i] as number) * columns
    for (let column = 0; column < columns; column++) {
      const bin = at + 2 * ((firstBins[column] as number) + (rowMajor[codes + column] as number))
      ;(histograms[bin] as number) += gradient
      ;(histograms[bin + 1] as number) += hessian
    }
  }
}

/** See {@link Kernel.divide}; without a branch, for it cannot be foreseen. */
export function divide(
  { order, moved }: Pick<Workspace, 'order' | 'moved'>,
  { from, to }: RowRange,
  codes: Uint8Array,
  goesLeft: Uint8Array,
): number {
  let [front, back] = [2 * from, 2 * from]
  for (let i = 2 * from; i < 2 * to; i += 2) {
    const [row, word] = [order[i] as number, order[i + 1] as number]
    const left = 2 * (goesLeft[codes[row] as number] as number)
    order[front] = row
    order[front + 1] = word
    moved[back] = row
    moved[back + 1] = word
    front += left
    back += 2 - left
  }
  order.set(moved.subarray(2 * from, back), front)
  return (front >>> 1) - from
}
