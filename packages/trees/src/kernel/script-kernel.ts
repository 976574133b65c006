import type { Scale } from '../grow/scale.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Kernel, RowRange } from './kernel.ts'

/** The inner loops in JavaScript: for runtimes without WebAssembly, and what others are compared with. */
export function scriptKernel(workspace: Workspace, firstBins: Int32Array): Kernel {
  return {
    kind: 'script',
    addRows: (range, scale, at) => addRows(workspace, firstBins, range, scale, at),
    divide: (range, codes, goesLeft) => divide(workspace, range, codes, goesLeft),
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
