const none = '–'
const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

type Maybe = number | null | undefined

/** `12,345`. */
export function count(value: Maybe): string {
  return isNone(value) ? none : grouped.format(value)
}

/** `0.797`. */
export function decimal(value: Maybe, digits = 3): string {
  return isNone(value)
    ? none
    : value
        .toFixed(digits)
        .replace(/^-(0\.?0*)$/, '$1')
        .replace('-', '−')
}

/** `+0.012`, `−0.003`. */
export function signed(value: Maybe, digits = 3): string {
  if (isNone(value)) return none
  const shown = decimal(value, digits)
  return value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${shown}` : shown
}

/** A share as `12.3 %`; small ones keep two significant digits. */
export function percent(value: Maybe): string {
  if (isNone(value)) return none
  const [points, size] = [value * 100, Math.abs(value * 100)]
  const digits = size === 0 || size >= 99.95 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3
  return `${decimal(points, digits)}\u00A0%`
}

/** A share without needless decimals: `20 %`, `2.5 %`. */
export function share(value: Maybe): string {
  return isNone(value) ? none : `${plain(value * 100, 3)}\u00A0%`
}

/** A number of unknown size: at most `digits` significant digits, thousands grouped. */
export function plain(value: Maybe, digits = 4): string {
  if (isNone(value)) return none
  const size = Math.abs(value)
  const rounded = Number(value.toPrecision(digits))
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e9)
      ? rounded.toExponential()
      : new Intl.NumberFormat('en', { maximumFractionDigits: 8 }).format(rounded)
  return text.replace('-', '−')
}

/** An amount with its unit, where it has one. */
export function amount(value: Maybe, unit = ''): string {
  const digits = !isNone(value) && Math.abs(value) >= 1000 ? 0 : 2
  if (isNone(value)) return none
  const text = new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(value).replace('-', '−')
  return unit === '' ? text : `${text} ${unit}`
}

/** `0.735 to 0.858`. */
export function interval(
  of: { readonly low: number; readonly high: number } | null | undefined,
  digits = 3,
): string {
  return of === null || of === undefined ? none : `${decimal(of.low, digits)} to ${decimal(of.high, digits)}`
}

function isNone(value: Maybe): value is null | undefined {
  return value === null || value === undefined || !Number.isFinite(value)
}
