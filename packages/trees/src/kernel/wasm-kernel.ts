import { wasm, webAssembly, type SharedWasmMemory, type WasmModule } from '@sluice/expr'
import { eachOwnBlock, ownRows } from '../grow/own-rows.ts'
import type { Scale } from '../grow/scale.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Team } from '../threads/team.ts'
import { divide } from './divide-code.ts'
import { addRows, packedBytes, unpack } from './histogram-code.ts'
import type { Kernel, RowRange } from './kernel.ts'
import { divide as divideInScript } from './script-kernel.ts'

/** What threads need to run the kernel: code and the memory it works on. */
export interface WasmParts {
  readonly module: WasmModule
  readonly memory: SharedWasmMemory
}

/** Columns that are summed at once: more would crowd their sums out of the second cache. */
const groupColumns = 32
/** Rows after which the packed hessian could overflow. */
const mostRows = 65_535
const pageBytes = 65_536
/** What addresses of 32 bits reach. */
const mostPages = 65_536

/** Compiles the kernel for so many columns over a memory of so many bytes; nothing where the runtime cannot. */
export function wasmParts(columns: number, bytes: number): WasmParts | undefined {
  const api = webAssembly()
  const pages = Math.ceil(bytes / pageBytes)
  if (api === undefined || pages > mostPages) return undefined
  try {
    const module = new api.Module(
      wasm.moduleOf([unpack, divide, ...groupsOf(columns).map(group => group.code)], { pages, shared: true }),
    )
    return { module, memory: new api.Memory({ initial: pages, maximum: pages, shared: true }) }
  } catch {
    // Code generation can be forbidden, and memory refused: the other kernel needs neither.
    return undefined
  }
}

function groupsOf(columns: number) {
  const count = Math.ceil(columns / groupColumns)
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((columns * i) / count)
    const to = Math.floor((columns * (i + 1)) / count)
    return { from, to, code: addRows(`add${i}`, columns, from, to) }
  })
}

/** The inner loops in WebAssembly, for one thread. */
export function wasmKernel(
  { module, memory }: WasmParts,
  workspace: Workspace,
  firstBins: Int32Array,
  team: Team,
): Kernel {
  const api = webAssembly()
  if (api === undefined) throw new Error('a thread has no WebAssembly, but the one that started it has')
  const { exports } = new api.Instance(module, { env: { memory } })
  const { rowMajor, order, histograms, packed } = workspace
  const columns = firstBins.length - 1
  const packedAt = packed.byteOffset + team.rank * columns * packedBytes
  const groups = groupsOf(columns).map(({ from, to }, i) => ({ from, to, add: exports[`add${i}`] as Add }))
  return {
    kind: 'wasm',
    addRows({ from, to }: RowRange, { hessianBits }: Scale, at: number) {
      for (let start = from; start < to; start += mostRows) {
        const end = Math.min(start + mostRows, to)
        for (const group of groups) {
          const sums = packedAt + group.from * packedBytes
          const [first, last] = [order.byteOffset + 8 * start, order.byteOffset + 8 * end]
          group.add(first, last, rowMajor.byteOffset, sums, hessianBits)
        }
        for (let column = 0; column < columns; column++) {
          const sums = packedAt + column * packedBytes
          const [first, last] = [firstBins[column] as number, firstBins[column + 1] as number]
          const histogram = histograms.byteOffset + 8 * (at + 2 * first)
          ;(exports['unpack'] as Add)(sums, sums + 8 * (last - first), histogram, hessianBits)
        }
      }
    },
    divide: divider(exports['divide'] as Divide, workspace, team),
  }
}

type Divide = (...args: number[]) => number

// A column is copied to where the code can reach it, by a member who divides at least such a part of its rows: below,
// JavaScript, which takes four times as long for a row, is done before.
const partWorthCopying = 1 / 24

function divider(code: Divide, workspace: Workspace, team: Team): Kernel['divide'] {
  const { order, moved, column, tables } = workspace
  const rows = column.length
  const table = tables.subarray(256 * team.rank, 256 * team.rank + 256)
  const fewest = ownRows(team, rows).count * partWorthCopying
  let copied: Uint8Array | undefined
  return (range, codes, goesLeft) => {
    const { from, to } = range
    const isCopied = codes === copied
    if (to - from <= (isCopied ? 0 : fewest)) return divideInScript(workspace, range, codes, goesLeft)
    if (!isCopied) {
      eachOwnBlock(team, rows, (first, last) => column.set(codes.subarray(first, last), first))
      copied = codes
    }
    table.set(goesLeft)
    const [start, end] = [order.byteOffset + 8 * from, order.byteOffset + 8 * to]
    const front = code(start, end, column.byteOffset, table.byteOffset, moved.byteOffset + 8 * from)
    return (front - start) / 8
  }
}

type Add = (...args: number[]) => void
