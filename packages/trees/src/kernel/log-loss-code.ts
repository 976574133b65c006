import { wasm } from '@sluice/expr'
import type { LossTables } from '../boost/objectives/loss.ts'

const { get, i32, lines, loadF64, op, set, storeI32, tee } = wasm

type Code = wasm.Code

const f64 = {
  abs: [0x99],
  floor: [0x9c],
  add: [0xa0],
  sub: [0xa1],
  multiply: [0xa2],
  isLess: [0x63],
  ofI32: [0xb7],
} as const
const i32Or: Code = [0x72]
const i32Xor: Code = [0x73]
/** Rounds towards zero; what is too large becomes the largest whole number. */
const truncate: Code = [0xfc, 0x02]
const constant = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)]

const [row, end, scores, target, words, shares, costs] = [0, 1, 2, 3, 4, 5, 6]
const [salt, bits, perGradient, perHessian] = [7, 8, 9, 10]
const [margin, at, d, p, slope, share, sum, chance, beyond] = [11, 12, 13, 14, 15, 16, 17, 18, 19]

/**
 * `(row, end, scores, target, words, shares, costs, salt, bits, perGradient, perHessian)`: what `binary` and `pack` do for
 * the rows `row` … `end` - 1, operation by operation; `scores` and `target` are addresses of the first of all rows, `words`
 * that of the word of the row. Returns the sum of the losses, or NaN where a margin is beyond the tables and the words are
 * worth nothing. There must be a row.
 */
export function logLossCode({
  largest,
  perUnit,
}: Pick<LossTables, 'largest' | 'perUnit'>): wasm.WasmFunction {
  const middle = largest * perUnit
  return {
    name: 'logLoss',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64'],
    locals: ['f64', 'i32', 'f64', 'f64', 'f64', 'f64', 'f64', 'i32', 'i32'],
    result: 'f64',
    body: lines(
      op.loop,
      [
        ...valueOf(scores),
        ...tee(margin),
        ...f64.abs,
        ...constant(largest),
        ...f64.isLess,
        ...i32(1),
        ...i32Xor,
      ],
      [...get(beyond), ...i32Or, ...set(beyond)],
      [...get(margin), ...constant(perUnit), ...f64.multiply, ...constant(middle + 0.5), ...f64.add],
      [
        ...truncate,
        ...tee(at),
        ...i32(2 * middle),
        ...get(at),
        ...i32(2 * middle),
        ...op.i32LtU,
        ...op.select,
      ],
      set(at),
      // The share and the loss by Taylor's formula around the nearest margin of the tables.
      [...get(margin), ...get(at), ...i32(middle), ...op.i32Sub, ...f64.ofI32, ...constant(1 / perUnit)],
      [...f64.multiply, ...f64.sub, ...set(d)],
      [...get(at), ...i32(3), ...op.i32Shl, ...set(at)],
      [...get(shares), ...get(at), ...op.i32Add, ...loadF64(), ...tee(p)],
      [...constant(1), ...get(p), ...f64.sub, ...f64.multiply, ...set(slope)],
      [...get(p), ...get(slope), ...get(d), ...f64.multiply, ...constant(1), ...constant(0.5), ...get(p)],
      [...f64.sub, ...get(d), ...f64.multiply, ...f64.add, ...f64.multiply, ...f64.add, ...set(share)],
      get(sum),
      [...get(costs), ...get(at), ...op.i32Add, ...loadF64(), ...get(d), ...get(p), ...constant(0.5)],
      [...get(slope), ...f64.multiply, ...get(d), ...f64.multiply, ...f64.add, ...f64.multiply, ...f64.add],
      [...valueOf(target), ...tee(d), ...get(margin), ...f64.multiply, ...f64.sub, ...f64.add, ...set(sum)],
      chanceOfRow(),
      [...get(words), ...get(share), ...get(d), ...f64.sub, ...get(perGradient), ...f64.multiply],
      [...get(chance), ...i32(0xff_ff), ...op.i32And, ...roundedBy(), ...get(bits), ...op.i32Shl],
      [...get(share), ...constant(1), ...get(share), ...f64.sub, ...f64.multiply, ...get(perHessian)],
      [...f64.multiply, ...get(chance), ...i32(16), ...op.i32ShrU, ...roundedBy(), ...i32Or, ...storeI32()],
      [...get(words), ...i32(4), ...op.i32Add, ...set(words)],
      [...get(row), ...i32(1), ...op.i32Add, ...tee(row), ...get(end), ...op.i32LtU, ...op.repeatIf],
      op.end,
      [...constant(Number.NaN), ...get(sum), ...get(beyond), ...op.select],
    ),
  }
}

/** The number of the row in an array of doubles. */
function valueOf(array: number): Code {
  return lines(get(array), get(row), i32(3), op.i32Shl, op.i32Add, loadF64())
}

/** Rounds the number below down after adding the whole number on the stack in parts of 65,536. */
function roundedBy(): Code {
  return lines(f64.ofI32, constant(1 / 65_536), f64.multiply, f64.add, f64.floor, truncate)
}

function chanceOfRow(): Code {
  return lines(
    [...get(row), ...get(salt), ...i32Xor, ...i32(0x9e_37_79_b1 | 0), ...op.i32Multiply, ...tee(chance)],
    [...get(chance), ...i32(15), ...op.i32ShrU, ...i32Xor, ...i32(0x85_eb_ca_6b | 0), ...op.i32Multiply],
    [...tee(chance), ...get(chance), ...i32(13), ...op.i32ShrU, ...i32Xor, ...set(chance)],
  )
}
