/** Opcodes of vectors: the core specification 2.0, §5.4.9. */
const vector = (...code: readonly number[]) => [0xfd, ...code]

/** Whole vectors; loads without alignment. */
export const v128 = {
  load: vector(0x00, 0x00, 0x00),
  /** `(address)`: a double and zero. */
  loadFirst: vector(0x5d, 0x00, 0x00),
  /** `(address, vector)`: the vector with another second double. */
  loadSecond: vector(0x57, 0x00, 0x00, 0x01),
  not: vector(0x4d),
  and: vector(0x4e),
  or: vector(0x50),
  xor: vector(0x51),
  anyTrue: vector(0x53),
  /** The first 64 bits. */
  lowHalf: vector(0x1d, 0x00),
} as const

/** Four words; `truncate` makes the first two from doubles, too large ones the largest. */
export const i32x4 = {
  splat: vector(0x11),
  replace: (lane: number) => vector(0x1c, lane),
  shl: vector(0xab, 0x01),
  shrU: vector(0xad, 0x01),
  add: vector(0xae, 0x01),
  sub: vector(0xb1, 0x01),
  multiply: vector(0xb5, 0x01),
  minU: vector(0xb7, 0x01),
  truncate: vector(0xfc, 0x01),
} as const

/** Two doubles; `ofI32` makes them from the first two words. */
export const f64x2 = {
  splat: vector(0x14),
  extract: (lane: number) => vector(0x21, lane),
  isLess: vector(0x49),
  floor: vector(0x75),
  abs: vector(0xec, 0x01),
  add: vector(0xf0, 0x01),
  sub: vector(0xf1, 0x01),
  multiply: vector(0xf2, 0x01),
  ofI32: vector(0xfe, 0x01),
} as const
