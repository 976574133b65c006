import { wasm } from '@sluice/expr'

const { get, i32, lines, load8, loadF64, loadI32, loadI64, op, set, storeF64, storeI32, storeI64, tee } = wasm

type WasmFunction = wasm.WasmFunction

/** Bulk memory operations are beyond what other code here needs. */
const memoryCopy = [0xfc, 0x0a, 0x00, 0x00]

/**
 * `(row, end, words, order, totals, bits)`: writes the numbers of the rows `row` … `end` - 1 and their words from address
 * `order` on, and adds gradients and hessians to the two doubles at address `totals`. There must be a row.
 */
export const take: WasmFunction = {
  name: 'take',
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  locals: ['i32', 'i64', 'i64'],
  body: takeBody(),
}

function takeBody() {
  const [row, end, words, order, totals, bits, word, gradient, hessian] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const hessianOf = [
    ...get(word),
    ...i32(1),
    ...get(bits),
    ...op.i32Shl,
    ...i32(1),
    ...op.i32Sub,
    ...op.i32And,
  ]
  const addTo = (offset: number, sum: number) =>
    lines(get(totals), get(totals), loadF64(offset), get(sum), op.f64OfI64S, op.f64Add, storeF64(offset))
  return lines(
    op.loop,
    [...get(words), ...loadI32(), ...set(word)],
    [...get(order), ...get(row), ...storeI32(), ...get(order), ...get(word), ...storeI32(4)],
    [
      ...get(word),
      ...get(bits),
      ...op.i32ShrS,
      ...op.i64OfI32S,
      ...get(gradient),
      ...op.i64Add,
      ...set(gradient),
    ],
    [...hessianOf, ...op.i64OfI32U, ...get(hessian), ...op.i64Add, ...set(hessian)],
    [
      ...get(words),
      ...i32(4),
      ...op.i32Add,
      ...set(words),
      ...get(order),
      ...i32(8),
      ...op.i32Add,
      ...set(order),
    ],
    [...get(row), ...i32(1), ...op.i32Add, ...tee(row), ...get(end), ...op.i32LtU, ...op.repeatIf],
    op.end,
    addTo(0, gradient),
    addTo(8, hessian),
  )
}

/**
 * `(order, end, scores, value)`: adds a value to the doubles from address `scores` on of the rows whose numbers and words
 * lie from address `order` to `end`. There must be a row.
 */
export const addValue: WasmFunction = {
  name: 'addValue',
  parameters: ['i32', 'i32', 'i32', 'f64'],
  locals: ['i32'],
  body: addValueBody(),
}

function addValueBody() {
  const [order, end, scores, value, at] = [0, 1, 2, 3, 4]
  return lines(
    op.loop,
    [...get(order), ...loadI32(), ...i32(3), ...op.i32Shl, ...get(scores), ...op.i32Add, ...tee(at)],
    [...get(at), ...loadF64(), ...get(value), ...op.f64Add, ...storeF64()],
    [...get(order), ...i32(8), ...op.i32Add, ...tee(order), ...get(end), ...op.i32LtU, ...op.repeatIf],
    op.end,
  )
}

/**
 * `(order, end, codes, goesLeft, moved)`: puts the rows whose numbers and words lie from address `order` to `end`, and
 * whose code goes left, before the others, which wait at address `moved` meanwhile. Returns the address after the last
 * that goes left. There must be a row.
 */
export const divide: WasmFunction = {
  name: 'divide',
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
  locals: ['i64', 'i32', 'i32', 'i32'],
  result: 'i32',
  body: divideBody(),
}

function divideBody() {
  const [order, end, codes, goesLeft, moved] = [0, 1, 2, 3, 4]
  const [row, left, front, back] = [5, 6, 7, 8]
  return lines(
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
  )
}
