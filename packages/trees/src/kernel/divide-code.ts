import { wasm } from '@sluice/expr'

const { get, i32, lines, load8, loadI32, loadI64, op, set, storeI64, tee } = wasm

/** Bulk memory operations are beyond what other code here needs. */
const memoryCopy = [0xfc, 0x0a, 0x00, 0x00]

const [order, end, codes, goesLeft, moved] = [0, 1, 2, 3, 4]
const [row, left, front, back] = [5, 6, 7, 8]

/**
 * `(order, end, codes, goesLeft, moved)`: puts the rows whose numbers and words lie from address `order` to `end`, and
 * whose code goes left, before the others, which wait at address `moved` meanwhile. Returns the address after the last
 * that goes left. There must be a row.
 */
export const divide: wasm.WasmFunction = {
  name: 'divide',
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
  locals: ['i64', 'i32', 'i32', 'i32'],
  result: 'i32',
  body: lines(
    [...get(order), ...set(front), ...get(moved), ...set(back)],
    op.loop,
    [...get(goesLeft), ...get(order), ...loadI32(), ...get(codes), ...op.i32Add, ...load8(), ...op.i32Add],
    [...load8(), ...i32(3), ...op.i32Shl, ...set(left)],
    [...get(order), ...loadI64(), ...set(row)],
    [...get(front), ...get(row), ...storeI64(), ...get(back), ...get(row), ...storeI64()],
    [...get(front), ...get(left), ...op.i32Add, ...set(front)],
    [...get(back), ...i32(8), ...op.i32Add, ...get(left), ...op.i32Sub, ...set(back)],
    [...get(order), ...i32(8), ...op.i32Add, ...tee(order), ...get(end), ...op.i32LtU, ...op.repeatIf],
    op.end,
    [...get(front), ...get(moved), ...get(back), ...get(moved), ...op.i32Sub, ...memoryCopy],
    get(front),
  ),
}
