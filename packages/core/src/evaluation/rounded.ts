/** A number with `digits` significant digits, as reports keep it; what is not finite is null. */
export function rounded(value: number | null | undefined, digits = 6): number | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null
  return Number(value.toPrecision(digits))
}
