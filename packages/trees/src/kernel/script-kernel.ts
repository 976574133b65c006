import type { Scale } from '../grow/scale.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Kernel, RowRange } from './kernel.ts'

/** The inner loops in JavaScript: for runtimes without WebAssembly, and what others are compared with. */
export function scriptKernel(workspace: Workspace, firstBins: Int32Array, rows: number): Kernel {
  return {
    kind: 'script',
    addRows: (range, output, scale, at) => addRows(workspace, firstBins, rows, range, output, scale, at),
  }
}

function addRows(
  { rowMajor, words, order, histograms }: Workspace,
  firstBins: Int32Array,
  rows: number,
  { from, to }: RowRange,
  output: number,
  { hessianBits }: Scale,
  at: number,
): void {
  const columns = firstBins.length - 1
  const mask = 2 ** hessianBits - 1
  for (let i = from; i < to; i++) {
    const row = order[i] as number
    const word = words[output * rows + row] as number
    const [gradient, hessian] = [word >> hessianBits, word & mask]
    const codes = row * columns
    for (let column = 0; column < columns; column++) {
      const bin = at + 2 * ((firstBins[column] as number) + (rowMajor[codes + column] as number))
      ;(histograms[bin] as number) += gradient
      ;(histograms[bin + 1] as number) += hessian
    }
  }
}
