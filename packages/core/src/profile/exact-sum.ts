/**
 * A sum without rounding: `units` (a whole number, hexadecimal) times 2 to the power of `exponent`. Sums of such sums do
 * not depend on their order.
 */
export interface ExactSum {
  readonly units: string
  readonly exponent: number
}

/** The sum of nothing. */
export const zeroSum: ExactSum = Object.freeze({ units: '0', exponent: 0 })

/** `units` × 2^`exponent`, in its one shortest form. */
export function exactSum(units: bigint, exponent: number): ExactSum {
  if (units === 0n) return zeroSum
  let [rest, twos] = [units, 0]
  while ((rest & 0xffffffffn) === 0n) [rest, twos] = [rest >> 32n, twos + 32]
  while ((rest & 1n) === 0n) [rest, twos] = [rest >> 1n, twos + 1]
  return { units: rest.toString(16), exponent: exponent + twos }
}

/** The sum of two sums, exactly. */
export function addExact(a: ExactSum, b: ExactSum): ExactSum {
  const exponent = Math.min(a.exponent, b.exponent)
  return exactSum(unitsAt(a, exponent) + unitsAt(b, exponent), exponent)
}

/** The sum in units of 2^`exponent`, which must not be above the sum's own. */
export function unitsAt(sum: ExactSum, exponent: number): bigint {
  return unitsOf(sum.units) << BigInt(sum.exponent - exponent)
}

function unitsOf(text: string): bigint {
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`)
}

const precision = 1080n

/** `over` / `under` × 2^`exponent` as a number; infinite where it is none. */
export function quotient(over: bigint, under: bigint, exponent: number): number {
  const isNegative = over < 0n
  const whole = (isNegative ? -over : over) << precision
  const divided = whole / under
  const size = scaled(divided, exponent - Number(precision))
  return isNegative ? -size : size
}

/** A whole number × 2^`exponent`, to the precision of a number. */
function scaled(units: bigint, exponent: number): number {
  const excess = Math.max(0, units.toString(16).length * 4 - 64)
  const power = exponent + excess
  const half = Math.trunc(power / 2)
  return Number(units >> BigInt(excess)) * 2 ** half * 2 ** (power - half)
}
