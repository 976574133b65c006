const bits = new DataView(new ArrayBuffer(8))

/** The float32 before `value`, which must be one. */
export function previousFloat32(value: number): number {
  if (value === 0) return -(2 ** -149)
  bits.setFloat32(0, value)
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1))
  return bits.getFloat32(0)
}

/**
 * The largest double that, rounded to float32, is at most `limit` (a float32): `x <= lastUpTo(limit)` decides as
 * `Math.fround(x) <= limit` does.
 */
export function lastUpTo(limit: number): number {
  if (limit === Infinity) return Number.MAX_VALUE
  const middle = (finite(limit) + finite(-previousFloat32(-limit))) / 2
  // A tie rounds to the even one.
  return Math.fround(middle) <= limit ? middle : previousDouble(middle)
}

/** The largest double that, rounded to float32, is below `limit` (a float32). */
export function lastBelow(limit: number): number {
  return lastUpTo(previousFloat32(limit))
}

/** The double before `value`. */
export function previousDouble(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return bits.getFloat64(0)
}

/** The double after `value`. */
export function nextDouble(value: number): number {
  return -previousDouble(-value)
}

/** Beyond the largest float32 comes 2^128 when a double is rounded. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value
  return value > 0 ? 2 ** 128 : -(2 ** 128)
}
