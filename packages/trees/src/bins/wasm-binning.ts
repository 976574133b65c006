import { wasm, webAssembly } from '@sluice/expr'
import { binCode } from './bin-code.ts'
import type { Binner } from './binner.ts'

/** Writes bins to `codes` from position `at` on, as `binValues` does. */
export type Binning = (binner: Binner, values: Float64Array, codes: Uint8Array, at: number) => number

/** Values that are binned at once. */
const chunk = 4096
/** More bounds than a step can reach. */
const mostBounds = 512

/** Binning in WebAssembly, or nothing where the runtime cannot; `cells` as in every `Binner`. */
export function wasmBinning(cells: number): Binning | undefined {
  const api = webAssembly()
  if (api === undefined) return undefined
  const [boundsAt, codesAt] = [8 * chunk, 8 * (chunk + mostBounds)]
  const beforeAt = codesAt + chunk
  const pages = Math.ceil((beforeAt + cells + 2) / 65_536)
  try {
    const memory = new api.Memory({ initial: pages })
    const module = new api.Module(wasm.moduleOf([binCode], { pages, shared: false }))
    const bin = new api.Instance(module, { env: { memory } }).exports['bin'] as (...args: number[]) => number
    const [doubles, bytes] = [new Float64Array(memory.buffer), new Uint8Array(memory.buffer)]
    return ({ bounds, before, low, scale, steps }, values, codes, at) => {
      doubles.fill(Infinity, chunk, chunk + mostBounds).set(bounds, chunk)
      bytes.set(before, beforeAt)
      let missed = 0
      for (let from = 0; from < values.length; from += chunk) {
        const part = values.subarray(from, from + chunk)
        doubles.set(part)
        missed += bin(
          0,
          8 * part.length,
          codesAt,
          beforeAt,
          boundsAt,
          low,
          scale,
          cells,
          steps,
          bounds.length,
        )
        codes.set(bytes.subarray(codesAt, codesAt + part.length), at + from)
      }
      return missed
    }
  } catch {
    // Code generation can be forbidden.
    return undefined
  }
}
