import type { BinnedColumn } from '../data/tree-rows.ts'
import type { GrowSettings } from '../grow/settings.ts'
import type { Sizes } from '../grow/workspace.ts'
import type { WasmParts } from '../kernel/wasm-kernel.ts'
import type { Objective } from './options.ts'

/** Options with their defaults, in a form that threads can be sent. */
export interface BoostSettings {
  readonly objective: Objective
  readonly rounds: number
  readonly learningRate: number
  readonly rowFraction: number
  readonly columnFraction: number
  readonly earlyStopping: { readonly rounds: number; readonly minDelta: number } | undefined
  readonly seed: number
  readonly grow: GrowSettings
}

/** Rows with their margins, all over shared memory. */
export interface Part {
  readonly rows: number
  readonly columns: readonly BinnedColumn[]
  readonly target: Float64Array
  readonly weight: Float64Array | undefined
  /** Margins, output after output. */
  readonly scores: Float64Array
  /** Loss of each block of rows. */
  readonly losses: Float64Array
}

/** All that a thread needs to take part. */
export interface Job {
  readonly settings: BoostSettings
  readonly sizes: Sizes
  readonly buffer: SharedArrayBuffer
  readonly training: Part
  readonly validation: Part | undefined
  /** Without it the inner loops are JavaScript. */
  readonly wasm: WasmParts | undefined
}
