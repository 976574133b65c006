import { wasm } from '@sluice/expr'
import type { LossTables } from '../boost/objectives/loss.ts'
import { i32x4, v128, f64x2 } from './vectors.ts'

const { get, i32, lines, op, set, storeI64, tee, wordOf } = wasm

type Code = wasm.Code

const constant = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)]

const [row, end, scores, target, words, shares, costs] = [0, 1, 2, 3, 4, 5, 6]
const [salt, bits, perGradient, perHessian] = [7, 8, 9, 10]
const [margin, at, d, p, slope, share, y, chance, rows, beyond] = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]
const [sum, first, second] = [21, 22, 23]
const [one, half, perChance, gradients, hessians, salts] = [24, 25, 26, 27, 28, 29]

/**
 * `(row, end, scores, target, words, shares, costs, salt, bits, perGradient, perHessian)`: what `binary` and `pack` do for
 * the rows `row` … `end` - 1, operation by operation, two rows at once; `scores` and `target` are addresses of the first
 * of all rows, `words` that of the word of the row. Returns the sum of the losses, or NaN where a margin is beyond the
 * tables and the words are worth nothing. There must be an even number of rows.
 */
export function logLossCode(tables: Pick<LossTables, 'largest' | 'perUnit'>): wasm.WasmFunction {
  return {
    name: 'logLoss',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64', 'f64'],
    locals: [...vectors(10), 'f64', 'i32', 'i32', ...vectors(6)],
    result: 'f64',
    body: lines(
      constants(),
      op.loop,
      sharesOfRows(tables),
      lossOfRows(),
      chancesOfRows(),
      get(words),
      [...get(share), ...get(y), ...f64x2.sub, ...get(gradients), ...f64x2.multiply, ...get(chance)],
      [...i32(0xff_ff), ...i32x4.splat, ...v128.and, ...roundedBy(), ...get(bits), ...i32x4.shl],
      [...get(share), ...get(one), ...get(share), ...f64x2.sub, ...f64x2.multiply, ...get(hessians)],
      [...f64x2.multiply, ...get(chance), ...i32(16), ...i32x4.shrU, ...roundedBy(), ...v128.or],
      [...v128.lowHalf, ...storeI64()],
      [...get(words), ...i32(8), ...op.i32Add, ...set(words)],
      [...get(row), ...i32(2), ...op.i32Add, ...tee(row), ...get(end), ...op.i32LtU, ...op.repeatIf],
      op.end,
      [...constant(Number.NaN), ...get(sum), ...get(beyond), ...v128.anyTrue, ...op.select],
    ),
  }
}

function vectors(count: number): readonly wasm.ValueType[] {
  return Array.from({ length: count }, () => 'v128' as const)
}

function constants(): Code {
  const splat = (value: Code, to: number) => lines(value, f64x2.splat, set(to))
  return lines(
    splat(constant(1), one),
    splat(constant(0.5), half),
    splat(constant(1 / 65_536), perChance),
    splat(get(perGradient), gradients),
    splat(get(perHessian), hessians),
    [...get(salt), ...i32x4.splat, ...set(salts)],
    [...get(row), ...i32x4.splat, ...get(row), ...i32(1), ...op.i32Add, ...i32x4.replace(1), ...set(rows)],
  )
}

/** The share of ones by Taylor's formula around the nearest margin of the tables. */
function sharesOfRows({ largest, perUnit }: Pick<LossTables, 'largest' | 'perUnit'>): Code {
  const middle = largest * perUnit
  return lines(
    [
      ...valuesOf(scores),
      ...tee(margin),
      ...f64x2.abs,
      ...constant(largest),
      ...f64x2.splat,
      ...f64x2.isLess,
    ],
    [...v128.not, ...get(beyond), ...v128.or, ...set(beyond)],
    [...get(margin), ...constant(perUnit), ...f64x2.splat, ...f64x2.multiply, ...constant(middle + 0.5)],
    [
      ...f64x2.splat,
      ...f64x2.add,
      ...i32x4.truncate,
      ...i32(2 * middle),
      ...i32x4.splat,
      ...i32x4.minU,
      ...tee(at),
    ],
    [...wordOf(0), ...i32(3), ...op.i32Shl, ...set(first)],
    [...get(at), ...wordOf(1), ...i32(3), ...op.i32Shl, ...set(second)],
    [...get(margin), ...get(at), ...i32(middle), ...i32x4.splat, ...i32x4.sub, ...f64x2.ofI32],
    [...constant(1 / perUnit), ...f64x2.splat, ...f64x2.multiply, ...f64x2.sub, ...set(d)],
    [...entriesOf(shares), ...tee(p), ...get(one), ...get(p), ...f64x2.sub, ...f64x2.multiply, ...set(slope)],
    [...get(p), ...get(slope), ...get(d), ...f64x2.multiply, ...get(one), ...get(half), ...get(p)],
    [
      ...f64x2.sub,
      ...get(d),
      ...f64x2.multiply,
      ...f64x2.add,
      ...f64x2.multiply,
      ...f64x2.add,
      ...set(share),
    ],
  )
}

/** Adds the losses to the sum, one after the other. */
function lossOfRows(): Code {
  return lines(
    [...entriesOf(costs), ...get(d), ...get(p), ...get(half), ...get(slope), ...f64x2.multiply],
    [...get(d), ...f64x2.multiply, ...f64x2.add, ...f64x2.multiply, ...f64x2.add],
    [...valuesOf(target), ...tee(y), ...get(margin), ...f64x2.multiply, ...f64x2.sub, ...set(d)],
    [...get(sum), ...get(d), ...f64x2.extract(0), ...op.f64Add],
    [...get(d), ...f64x2.extract(1), ...op.f64Add, ...set(sum)],
  )
}

/** The two rows' numbers in an array of doubles. */
function valuesOf(array: number): Code {
  return lines(get(array), get(row), i32(3), op.i32Shl, op.i32Add, v128.load)
}

/** The two rows' entries in a table. */
function entriesOf(table: number): Code {
  return lines(
    get(table),
    get(second),
    op.i32Add,
    get(table),
    get(first),
    op.i32Add,
    v128.loadFirst,
    v128.loadSecond,
  )
}

/** Rounds the numbers below down after adding the whole numbers on the stack in parts of 65,536. */
function roundedBy(): Code {
  return lines(f64x2.ofI32, get(perChance), f64x2.multiply, f64x2.add, f64x2.floor, i32x4.truncate)
}

function chancesOfRows(): Code {
  return lines(
    [...get(rows), ...get(salts), ...v128.xor, ...i32(0x9e_37_79_b1 | 0), ...i32x4.splat, ...i32x4.multiply],
    [...tee(chance), ...get(chance), ...i32(15), ...i32x4.shrU, ...v128.xor, ...i32(0x85_eb_ca_6b | 0)],
    [...i32x4.splat, ...i32x4.multiply, ...tee(chance), ...get(chance), ...i32(13), ...i32x4.shrU],
    [...v128.xor, ...set(chance), ...get(rows), ...i32(2), ...i32x4.splat, ...i32x4.add, ...set(rows)],
  )
}
