import { moduleOf } from '../../wasm/assembler.ts'
import {
  webAssembly,
  type WasmMemory,
  type WasmModule,
  type WebAssemblyApi,
} from '../../wasm/web-assembly.ts'
import { header, inputFields, scoreCode } from './mask-code.ts'
import { groupParts, type Masks } from './masks.ts'

/** A forest in a memory of WebAssembly, for one row or for some rows at a time. */
export interface MaskMemory {
  /** What results begin with. */
  readonly base: number
  /** The inputs that are read, from the first on. */
  readonly count: number
  /** Of each input the values of `width` rows, or of one. */
  readonly values: Float64Array
  /** What a score adds to. */
  readonly results: Float64Array
  readonly memory: WasmMemory
}

/**
 * Adds the forest's value for each of some rows; `stride` is the bytes from the values of an input to those of the next.
 */
export type Score = (rows: number, stride: number) => void

const pageBytes = 65_536
const lineBytes = 64
/** How many rows are looked up together where there are many: `width` is a multiple of it. */
const together = { row: 1, rows: 4 }

/** Puts masks into a memory of WebAssembly; nothing where the runtime has none or forbids it. */
export function maskMemory(masks: Masks, width: number): MaskMemory | undefined {
  const api = webAssembly()
  if (api === undefined) return undefined
  const count = Math.max(...masks.inputs.map(({ input }) => input)) + 1
  const places = layoutOf(masks, count, width)
  try {
    moduleFor('row', api)
    const memory = new api.Memory({ initial: Math.ceil(places.end / pageBytes) })
    fill(memory.buffer, masks, places)
    const values = new Float64Array(memory.buffer, places.values, count * width)
    return {
      base: masks.base,
      count,
      values,
      results: new Float64Array(memory.buffer, places.results, width),
      memory,
    }
  } catch {
    // Code generation can be forbidden, vectors unknown, and memory refused: walking the trees needs none of them.
    return undefined
  }
}

/** The code that scores what is in a memory: one row at a time, or `rows` rows and up to three behind them. */
export function scoreIn({ memory }: MaskMemory, what: keyof typeof together): Score {
  const api = webAssembly() as WebAssemblyApi
  const { exports } = new api.Instance(moduleFor(what, api), { env: { memory } })
  return exports['score'] as Score
}

const modules = new Map<string, WasmModule>()

function moduleFor(what: keyof typeof together, api: WebAssemblyApi): WasmModule {
  const known = modules.get(what)
  if (known !== undefined) return known
  const made = new api.Module(moduleOf([scoreCode(together[what])], { pages: 1, shared: false }))
  modules.set(what, made)
  return made
}

type Layout = ReturnType<typeof layoutOf>

function layoutOf({ inputs, table, leaves }: Masks, count: number, width: number) {
  let end = lineBytes
  const take = (bytes: number) => (end += roundedUp(bytes)) - roundedUp(bytes)
  const at = {
    inputs: take(inputs.length * inputFields.bytes),
    limits: inputs.map(({ limits }) => take(limits.byteLength)),
    places: inputs.map(({ rows }) => take(rows.byteLength)),
    table: take(table.byteLength),
    leaves: take(leaves.byteLength),
    values: take(count * width * 8),
    found: take(inputs.length * width * 4),
    results: take(width * 8),
  }
  return { ...at, end }
}

function roundedUp(bytes: number): number {
  return Math.ceil(bytes / lineBytes) * lineBytes
}

function fill(buffer: ArrayBuffer, { inputs, table, leaves, rows }: Masks, at: Layout): void {
  const words = new Int32Array(buffer)
  const put = (address: number, value: number) => void (words[address / 4] = value)
  put(header.inputs, at.inputs)
  put(header.inputsEnd, at.inputs + inputs.length * inputFields.bytes)
  put(header.places, at.found)
  put(header.placesStride, inputs.length * 4)
  put(header.tableBytes, groupParts * 4)
  put(header.leaves, at.leaves)
  put(header.leavesEnd, at.leaves + leaves.byteLength)
  put(header.values, at.values)
  put(header.results, at.results)
  inputs.forEach(({ input, limits, rows: places }, i) => {
    const field = at.inputs + i * inputFields.bytes
    const [limitsAt, placesAt] = [at.limits[i] as number, at.places[i] as number]
    put(field + inputFields.input, input)
    put(field + inputFields.limits, limitsAt - 8)
    put(field + inputFields.steps, 30 - Math.clz32(limits.length + 1))
    put(field + inputFields.places, placesAt)
    new Float64Array(buffer, limitsAt, limits.length).set(limits)
    words.set(
      places.map(row => at.table + row * (table.length / rows) * 4),
      placesAt / 4,
    )
  })
  words.set(table, at.table / 4)
  new Float64Array(buffer, at.leaves, leaves.length).set(leaves)
}
