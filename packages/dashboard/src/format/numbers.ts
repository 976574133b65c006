type Maybe = number | null | undefined

const none = '–'

function known(value: Maybe): value is number {
  return value !== null && value !== undefined && Number.isFinite(value)
}

/** `12,345`; `–` when there is none. */
export function count(value: Maybe): string {
  return known(value) ? new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(value) : none
}

/** `1 row`, `12,345 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)}\u00A0${value === 1 ? one : many}`
}

/** A number of unknown size with at most `digits` significant ones. */
export function plain(value: Maybe, digits = 4): string {
  if (!known(value)) return none
  const size = Math.abs(value)
  const rounded = Number(value.toPrecision(digits))
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e12)
      ? rounded.toExponential()
      : new Intl.NumberFormat('en', { maximumFractionDigits: 8 }).format(rounded)
  return text.replace('-', '−')
}

/** `0.797`. */
export function decimal(value: Maybe, digits = 3): string {
  return known(value) ? value.toFixed(digits).replace('-', '−') : none
}

/** `+0.012`, `−0.003`. */
export function signed(value: Maybe, digits = 3): string {
  if (!known(value)) return none
  return value > 0 && Number(value.toFixed(digits)) !== 0
    ? `+${decimal(value, digits)}`
    : decimal(value, digits)
}

/** A share as `12.3 %`. */
export function percent(share: Maybe): string {
  if (!known(share)) return none
  const points = share * 100
  const size = Math.abs(points)
  const digits = size === 0 || size >= 99.95 ? 0 : size >= 1 ? 1 : 2
  return `${decimal(points, digits)}\u00A0%`
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** `1.2 MB`, in thousands. */
export function bytes(value: Maybe): string {
  if (!known(value)) return none
  const power = Math.min(units.length - 1, value < 1000 ? 0 : Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${power === 0 ? scaled : scaled.toFixed(scaled < 10 ? 1 : 0)}\u00A0${units[power]}`
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: Maybe): string {
  if (!known(seconds)) return none
  if (seconds < 0.0995) return `${Math.max(0, Math.round(seconds * 1000))}\u00A0ms`
  if (seconds < 9.95) return `${seconds.toFixed(1)}\u00A0s`
  const whole = Math.round(seconds)
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const
  const first = parts.findIndex(([amount]) => amount > 0)
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}\u00A0${unit}`)
    .join('\u00A0')
}
