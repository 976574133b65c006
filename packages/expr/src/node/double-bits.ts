const view = new DataView(new ArrayBuffer(8))

/** The exponent of a number's first bit: 2^exponent ≤ |value| < 2^(exponent + 1). Of 0 it is -1074, of ∞ 1024. */
export function exponentOf(value: number): number {
  if (value === 0) return -1074
  view.setFloat64(0, value)
  const biased = (view.getUint16(0) >>> 4) & 0x7ff
  if (biased > 0) return biased - 1023
  return exponentOf(value * 2 ** 64) - 64
}

/** The exponent of a number's last bit that is set: the number is an odd multiple of 2^lastBit. */
export function lastBitOf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return -1074
  view.setFloat64(0, value)
  const subnormal = ((view.getUint16(0) >>> 4) & 0x7ff) === 0
  if (subnormal) return lastBitOf(value * 2 ** 64) - 64
  const low = view.getUint32(4)
  const high = (view.getUint32(0) & 0xf_ff_ff) | 0x10_00_00
  const zeros = low === 0 ? 32 + trailingZeros(high) : trailingZeros(low)
  return exponentOf(value) - 52 + zeros
}

function trailingZeros(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/** The least double above a finite one. */
export function nextUp(value: number): number {
  if (value === 0) return 5e-324
  view.setFloat64(0, value)
  const step = value > 0 ? 1 : -1
  const low = view.getUint32(4) + step
  view.setUint32(4, low)
  if (low < 0 || low > 0xff_ff_ff_ff) view.setUint32(0, view.getUint32(0) + step)
  return view.getFloat64(0)
}
