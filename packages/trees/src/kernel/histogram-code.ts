import { wasm } from '@sluice/expr'

const { get, i32, i64, lines, load8, loadF64, loadI32, loadI64, op, set, storeF64, storeI64, tee } = wasm

type Code = wasm.Code
type WasmFunction = wasm.WasmFunction

/** Bytes of the packed sums of a column: 256 codes of 8 bytes. */
export const packedBytes = 2048

// Rows that are touched before they are summed. Loads that wait for memory then wait together: where a leaf has a
// tenth of a million rows this takes a quarter of the time. For most of the rows it costs a tenth more.
const aheadBytes = 8 * 32

/**
 * `(order, end, codes, packed, bits, isDense)`: for the rows whose numbers and words lie from address `order` to `end`, adds each
 * word, spread to 64 bits (the gradient above bit `bits` + 16), to the sum of each code of columns `from` … `to` - 1.
 * One addition does gradient and hessian. `isDense` is 1 where the rows are most of those between. At most 65,535 rows, or the hessian runs into the gradient. The result
 * means nothing.
 */
export function addRows(name: string, columns: number, from: number, to: number): WasmFunction {
  const body = lines(
    [...get(bits), ...i32(16), ...op.i32Add, ...op.i64OfI32U, ...set(shift)],
    op.loop,
    [...get(order), ...i32(aheadBytes), ...op.i32Add, ...tee(stop), ...get(end)],
    [...get(stop), ...get(end), ...op.i32LtU, ...op.select, ...set(stop)],
    [...op.block, ...get(isDense), ...op.repeatIf],
    touchRows(columns, from, to),
    op.end,
    sumRows(columns, from, to),
    [...get(order), ...get(end), ...op.i32LtU, ...op.repeatIf],
    op.end,
    get(touched),
  )
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  const locals = ['i32', 'i32', 'i32', 'i64', 'i64', 'i32', 'i32', 'i32'] as const
  return { name, parameters, locals, result: 'i32', body }
}

const [order, end, codes, packed, bits, isDense] = [0, 1, 2, 3, 4, 5]
const [word, at, bin, value, shift, stop, ahead, touched] = [6, 7, 8, 9, 10, 11, 12, 13]

const codesOfRow = (columns: number): Code => [
  ...i32(columns),
  ...op.i32Multiply,
  ...get(codes),
  ...op.i32Add,
]

/** Loads something of each cache line of the rows from `order` to `stop`. */
function touchRows(columns: number, from: number, to: number): Code {
  const cacheLines = Array.from({ length: Math.ceil((to - 1 - from) / 64) }, (_, i) => from + 64 * i)
  const touch = (load: Code): Code => [...load, ...get(touched), ...op.i32Add, ...set(touched)]
  return lines(
    [...get(order), ...set(ahead)],
    op.loop,
    [...get(ahead), ...loadI32(), ...codesOfRow(columns), ...set(at)],
    [...cacheLines, to - 1].flatMap(column => [...get(at), ...touch(load8(column))]),
    [...get(ahead), ...i32(8), ...op.i32Add, ...tee(ahead), ...get(stop), ...op.i32LtU, ...op.repeatIf],
    op.end,
  )
}

function sumRows(columns: number, from: number, to: number): Code {
  const addColumn = (column: number): Code => {
    const offset = (column - from) * packedBytes
    return lines(
      [...get(at), ...load8(column), ...i32(3), ...op.i32Shl, ...get(packed), ...op.i32Add, ...tee(bin)],
      [...get(bin), ...loadI64(offset), ...get(value), ...op.i64Add, ...storeI64(offset)],
    )
  }
  return lines(
    op.loop,
    [
      ...get(order),
      ...loadI32(),
      ...codesOfRow(columns),
      ...set(at),
      ...get(order),
      ...loadI32(4),
      ...set(word),
    ],
    [...get(word), ...get(bits), ...op.i32ShrS, ...op.i64OfI32S, ...get(shift), ...op.i64Shl],
    [...get(word), ...i32(1), ...get(bits), ...op.i32Shl, ...i32(1), ...op.i32Sub, ...op.i32And],
    [...op.i64OfI32U, ...op.i64Add, ...set(value)],
    Array.from({ length: to - from }, (_, i) => addColumn(from + i)).flat(),
    [...get(order), ...i32(8), ...op.i32Add, ...tee(order), ...get(stop), ...op.i32LtU, ...op.repeatIf],
    op.end,
  )
}

/**
 * `(packed, end, histogram, bits)`: adds packed sums to pairs of doubles and leaves zeros.
 */
export const unpack: WasmFunction = {
  name: 'unpack',
  parameters: ['i32', 'i32', 'i32', 'i32'],
  locals: ['i64', 'i64'],
  body: unpackBody(),
}

function unpackBody(): Code {
  const [packed, end, histogram, bits, value, shift] = [0, 1, 2, 3, 4, 5]
  const gradient = [...get(value), ...get(shift), ...op.i64ShrS]
  const mask = [...i64(1), ...get(shift), ...op.i64Shl, ...i64(1), ...op.i64Sub]
  return lines(
    [...get(bits), ...i32(16), ...op.i32Add, ...op.i64OfI32U, ...set(shift)],
    op.loop,
    [...get(packed), ...loadI64(), ...set(value), ...get(packed), ...i64(0), ...storeI64()],
    [...get(histogram), ...get(histogram), ...loadF64(), ...gradient],
    [...op.f64OfI64S, ...op.f64Add, ...storeF64()],
    [...get(histogram), ...get(histogram), ...loadF64(8), ...get(value), ...mask, ...op.i64And],
    [...op.f64OfI64S, ...op.f64Add, ...storeF64(8)],
    [...get(histogram), ...i32(16), ...op.i32Add, ...set(histogram)],
    [...get(packed), ...i32(8), ...op.i32Add, ...tee(packed), ...get(end), ...op.i32LtU, ...op.repeatIf],
    op.end,
  )
}
