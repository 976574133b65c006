import { wasmBinning, type Binning } from './wasm-binning.ts'

/** Bounds of bins with a grid over them, from which the search for a value's bin starts. */
export interface Binner {
  readonly edges: Float64Array
  /** The edges and a last one that no value exceeds. */
  readonly bounds: Float64Array
  readonly low: number
  readonly scale: number
  /** Number of edges in the cells before each cell of the grid. */
  readonly before: Uint8Array
  /** Halvings that find a bound among those of any cell. */
  readonly steps: number
}

/** Cells of the grid. */
export const cells = 4096

/** Prepares binning by edges, which must ascend; see `findEdges`. */
export function binnerOf(edges: Float64Array): Binner {
  const low = edges[0] ?? 0
  const scale = cells / ((edges.at(-1) ?? 0) - low)
  const before = new Uint8Array(cells + 2)
  for (const edge of edges) (before[cellOf(edge, low, scale) + 1] as number)++
  const most = before.reduce((largest, count) => Math.max(largest, count), 1)
  for (let i = 1; i < before.length; i++) (before[i] as number) += before[i - 1] as number
  const steps = Math.ceil(Math.log2(most + 1))
  return { edges, bounds: Float64Array.of(...edges, Infinity), low, scale, before, steps }
}

// Rising with the value in floating point too: an edge in an earlier cell is less than the value.
function cellOf(value: number, low: number, scale: number): number {
  const at = (value - low) * scale
  return at > 0 ? (at < cells ? at | 0 : cells) : 0
}

/**
 * Writes the bin of each value to `codes` from position `at` on, and for missing values (NaN) the number of bins.
 * Returns how many were missing.
 */
export function binValues(binner: Binner, values: Float64Array, codes: Uint8Array, at = 0): number {
  if (values.length >= valuesWorthCopying) {
    compiled ??= wasmBinning(cells) ?? binInScript
    return compiled(binner, values, codes, at)
  }
  return binInScript(binner, values, codes, at)
}

// Below, copying the bounds takes longer than the search.
const valuesWorthCopying = 512
let compiled: Binning | undefined

/** As {@link binValues}, in JavaScript. */
export function binInScript(binner: Binner, values: Float64Array, codes: Uint8Array, at: number): number {
  const { bounds, low, scale, before } = binner
  const missing = bounds.length
  let missed = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (value !== value) {
      codes[at + i] = missing
      missed++
      continue
    }
    const cell = cellOf(value, low, scale)
    let bin = before[cell] as number
    let end = before[cell + 1] as number
    while (end - bin > 4) {
      const middle = (bin + end) >> 1
      if (value > (bounds[middle] as number)) bin = middle + 1
      else end = middle
    }
    while (value > (bounds[bin] as number)) bin++
    codes[at + i] = bin
  }
  return missed
}
