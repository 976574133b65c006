/** Bytes of a WebAssembly module are written as numbers, instructions by the names below. */
export type Code = readonly number[]

/** A function of a module: its parameters, its other locals, and its body without the last `end`. */
export interface WasmFunction {
  readonly name: string
  readonly parameters: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly result?: ValueType
  readonly body: Code
}

/** Codes of the types of values. */
const valueTypes = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b }

/** Name of a type of values. */
export type ValueType = keyof typeof valueTypes

/** Opcodes of the core specification 2.0, §5.4. */
export const op = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: [0x0b],
  repeatIf: [0x0d, 0x00],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32Multiply: [0x6c],
  i32And: [0x71],
  i32Shl: [0x74],
  i32ShrS: [0x75],
  i32ShrU: [0x76],
  i32CountZeros: [0x68],
  i32LtU: [0x49],
  select: [0x1b],
  i64Add: [0x7c],
  i64Sub: [0x7d],
  i64And: [0x83],
  i64Shl: [0x86],
  i64ShrS: [0x87],
  i64OfI32S: [0xac],
  i64OfI32U: [0xad],
  f64OfI64S: [0xb9],
  f64LessOrEqual: [0x65],
  f64Add: [0xa0],
  v128And: [0xfd, 0x4e],
} as const satisfies Readonly<Record<string, Code>>

/** An unsigned number in LEB128. */
function unsigned(value: number): Code {
  if (value < 128) return [value]
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low | 0x80 : low)
  } while (rest > 0)
  return bytes
}

/** A signed number in LEB128. */
function signed(value: number): Code {
  if (value >= 0 && value < 64) return [value]
  const bytes: number[] = []
  let rest = value
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(isLast ? low : low | 0x80)
    if (isLast) return bytes
  }
}

/** Instructions one after the other. */
export function lines(...parts: readonly Code[]): Code {
  // Neither flat() nor spreading, which take ten times as long before they are compiled.
  return ([] as readonly number[]).concat(...parts)
}

/** Pushes a local. */
export const get = (local: number): Code => lines([0x20], unsigned(local))
/** Pops into a local. */
export const set = (local: number): Code => lines([0x21], unsigned(local))
/** Copies the top of the stack into a local. */
export const tee = (local: number): Code => lines([0x22], unsigned(local))
export const i32 = (value: number): Code => lines([0x41], signed(value))
export const i64 = (value: number): Code => lines([0x42], signed(value))

/**
 * Leaves as many blocks as the number on the stack is less than `count`: of `count` nested blocks it runs what follows
 * the end of so many more.
 */
export function jumpInto(count: number): Code {
  const blocks = Array.from({ length: count }, (_, i) => unsigned(count - 1 - i))
  return lines([0x0e], unsigned(count - 1), ...blocks)
}

/** Loads and stores with the alignment of the type, at `offset` from the address on the stack. */
export const load8 = (offset = 0): Code => lines([0x2d, 0x00], unsigned(offset))
export const loadI32 = (offset = 0): Code => lines([0x28, 0x02], unsigned(offset))
export const loadI64 = (offset = 0): Code => lines([0x29, 0x03], unsigned(offset))
export const loadF64 = (offset = 0): Code => lines([0x2b, 0x03], unsigned(offset))
export const loadV128 = (offset = 0): Code => lines([0xfd, 0x00, 0x04], unsigned(offset))
export const storeI32 = (offset = 0): Code => lines([0x36, 0x02], unsigned(offset))
export const storeI64 = (offset = 0): Code => lines([0x37, 0x03], unsigned(offset))
export const storeF64 = (offset = 0): Code => lines([0x39, 0x03], unsigned(offset))

/** One of the four words of a vector. */
export const wordOf = (lane: number): Code => [0xfd, 0x1b, lane]

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** The memory `env.memory` that a module imports, in pages of 64 KiB: so many and shared, or at least so many. */
export interface MemoryImport {
  readonly pages: number
  readonly shared: boolean
}

/** A module of functions over an imported memory. */
export function moduleOf(functions: readonly WasmFunction[], { pages, shared }: MemoryImport): Uint8Array {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...vector(parameters.map(code)),
    ...vector(result === undefined ? [] : [code(result)]),
  ])
  const limits = shared ? [0x03, ...unsigned(pages), ...unsigned(pages)] : [0x00, ...unsigned(pages)]
  const memory = [...text('env'), ...text('memory'), 0x02, ...limits]
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, types),
    ...section(2, [memory]),
    ...section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]),
    ),
    ...section(
      10,
      functions.map(({ locals, body }) => {
        const declared = vector(locals.map(type => [0x01, ...code(type)]))
        return sized(lines(declared, body, op.end))
      }),
    ),
  ])
}

const code = (type: ValueType): Code => [valueTypes[type]]
const sized = (bytes: Code): Code => lines(unsigned(bytes.length), bytes)
const vector = (items: readonly Code[]): Code => lines(unsigned(items.length), ...items)
const section = (id: number, items: readonly Code[]): Code => lines([id], sized(vector(items)))
const text = (name: string): Code => sized(Array.from(name, letter => letter.charCodeAt(0)))
