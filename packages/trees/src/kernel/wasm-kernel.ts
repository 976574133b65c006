import { wasm, webAssembly, type SharedWasmMemory, type WasmModule } from '@sluice/expr'
import { lossTables } from '../boost/objectives/binary.ts'
import { ownRows } from '../grow/own-rows.ts'
import type { Scale } from '../grow/scale.ts'
import type { Workspace } from '../grow/workspace.ts'
import type { Team } from '../threads/team.ts'
import { divider } from './divider.ts'
import { addRows, packedBytes, unpack } from './histogram-code.ts'
import type { Kernel, RowRange } from './kernel.ts'
import { logLossCode } from './log-loss-code.ts'
import { addValue, divide, take } from './order-code.ts'

/** What threads need to run the kernel: code and the memory it works on. */
export interface WasmParts {
  readonly module: WasmModule
  readonly memory: SharedWasmMemory
}

/** Columns that are summed at once: more would crowd their sums out of the second cache. */
const groupColumns = 32
/** Part of a member's rows from which on they are not touched before. */
const partDense = 1 / 3
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
      wasm.moduleOf(
        [
          unpack,
          divide,
          take,
          addValue,
          logLossCode(lossTables),
          ...groupsOf(columns).map(group => group.code),
        ],
        { pages, shared: true },
      ),
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
  const code = exports as Readonly<Record<string, Code>>
  const { rowMajor, order, histograms, packed } = workspace
  const columns = firstBins.length - 1
  const fewestDense = ownRows(team, order.length / 2).count * partDense
  const packedAt = packed.byteOffset + team.rank * columns * packedBytes
  const groups = groupsOf(columns).map(({ from, to }, i) => ({ from, to, add: code[`add${i}`] as Code }))
  return {
    kind: 'wasm',
    addRows({ from, to }: RowRange, { hessianBits }: Scale, at: number) {
      const isDense = Number(to - from > fewestDense)
      for (let start = from; start < to; start += mostRows) {
        const end = Math.min(start + mostRows, to)
        for (const group of groups) {
          const sums = packedAt + group.from * packedBytes
          const [first, last] = [order.byteOffset + 8 * start, order.byteOffset + 8 * end]
          group.add(first, last, rowMajor.byteOffset, sums, hessianBits, isDense)
        }
        for (let column = 0; column < columns; column++) {
          const sums = packedAt + column * packedBytes
          const [first, last] = [firstBins[column] as number, firstBins[column + 1] as number]
          const histogram = histograms.byteOffset + 8 * (at + 2 * first)
          ;(code['unpack'] as Code)(sums, sums + 8 * (last - first), histogram, hessianBits)
        }
      }
    },
    divide: divider(code['divide'] as Code, workspace, team),
    ...rowLoops(code, workspace, team.rank),
  }
}

/** Loops over rows that are not about histograms. */
function rowLoops(
  code: Readonly<Record<string, Code>>,
  { order, totals, scores, target, lossTables: tables }: Workspace,
  rank: number,
): Pick<Kernel, 'take' | 'addValue' | 'logLoss'> {
  const [takeCode, addCode, lossCode] = [
    code['take'] as Code,
    code['addValue'] as Code,
    code['logLoss'] as Code,
  ]
  const totalsAt = totals.byteOffset + 24 * rank
  const [shares, costs] = [tables.byteOffset, tables.byteOffset + 4 * tables.length]
  return {
    take({ from, to }, at, words, { hessianBits }) {
      if (from < to) takeCode(from, to, words.byteOffset, order.byteOffset + 8 * at, totalsAt, hessianBits)
    },
    addValue({ from, to }, margins, value) {
      if (from === to) return
      addCode(order.byteOffset + 8 * from, order.byteOffset + 8 * to, margins.byteOffset, value)
    },
    logLoss({ from, to }, words, { hessianBits, gradientUnit, hessianUnit }, salt) {
      if ((to - from) % 2 !== 0) return Number.NaN
      const [margins, targets] = [scores.byteOffset, target.byteOffset]
      const units = [1 / gradientUnit, 1 / hessianUnit]
      return lossCode(
        from,
        to,
        margins,
        targets,
        words.byteOffset,
        shares,
        costs,
        salt,
        hessianBits,
        ...units,
      )
    },
  }
}

/** A function of the module. */
export type Code = (...args: number[]) => number
