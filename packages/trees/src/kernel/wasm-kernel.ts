import type { Workspace } from '../grow/workspace.ts'
import type { Kernel } from './kernel.ts'

/** What threads need to run the kernel: code and the memory it works on. */
export interface WasmParts {
  readonly module: unknown
  readonly memory: unknown
}

export function wasmKernel(
  _parts: WasmParts,
  _workspace: Workspace,
  _firstBins: Int32Array,
  _rank: number,
): Kernel {
  throw new Error('later')
}
