import { withExponent } from './literals.ts'

/** A double precision constant; the text form keeps every bit. */
export function float(value: number): string {
  const text = Number.isFinite(value) ? withExponent(value) : String(value)
  return `'${text}'::float8`
}

/** A power of two as a constant. */
export function power(exponent: number): string {
  return float(2 ** exponent)
}
