import { wasm } from '@sluice/expr'

const { get, i32, lines, load8, loadF64, op, set, tee } = wasm

type Code = wasm.Code

const f64 = { sub: [0xa1], multiply: [0xa2], isGreater: [0x64], differs: [0x62] } as const
const store8: Code = [0x3a, 0x00, 0x00]
/** Negative numbers and NaN become 0. */
const truncate: Code = [0xfc, 0x03]

const [values, end, codes, before, bounds] = [0, 1, 2, 3, 4]
const [low, scale, cells, steps, missing] = [5, 6, 7, 8, 9]
const [value, bin, cell, step, missed, isMissing] = [10, 11, 12, 13, 14, 15]

/**
 * `(values, end, codes, before, bounds, low, scale, cells, steps, missing)`: writes the bin of each value from address
 * `values` to `end` to `codes`; see `Binner`. It looks at up to 2^steps - 1 bounds for each value, without a branch that
 * depends on it. Returns how many values were missing. There must be a value, and one step.
 */
export const binCode: wasm.WasmFunction = {
  name: 'bin',
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64', 'i32', 'i32', 'i32'],
  locals: ['f64', 'i32', 'i32', 'i32', 'i32', 'i32'],
  result: 'i32',
  body: lines(
    op.loop,
    [...get(values), ...loadF64(), ...tee(value), ...get(low), ...f64.sub, ...get(scale), ...f64.multiply],
    [...truncate, ...tee(cell), ...get(cells), ...get(cell), ...get(cells), ...op.i32LtU, ...op.select],
    [...get(before), ...op.i32Add, ...load8(), ...set(bin), ...get(steps), ...set(step)],
    op.loop,
    [...get(step), ...i32(1), ...op.i32Sub, ...set(step)],
    [...get(bin), ...get(value), ...get(bin), ...i32(1), ...get(step), ...op.i32Shl, ...op.i32Add],
    [...i32(3), ...op.i32Shl, ...get(bounds), ...op.i32Add, ...i32(8), ...op.i32Sub, ...loadF64()],
    [...f64.isGreater, ...get(step), ...op.i32Shl, ...op.i32Add, ...set(bin), ...get(step), ...op.repeatIf],
    op.end,
    [
      ...get(value),
      ...get(value),
      ...f64.differs,
      ...tee(isMissing),
      ...get(missed),
      ...op.i32Add,
      ...set(missed),
    ],
    [...get(codes), ...get(missing), ...get(bin), ...get(isMissing), ...op.select, ...store8],
    [...get(codes), ...i32(1), ...op.i32Add, ...set(codes)],
    [...get(values), ...i32(8), ...op.i32Add, ...tee(values), ...get(end), ...op.i32LtU, ...op.repeatIf],
    op.end,
    get(missed),
  ),
}
