const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** A size as `12.3 MB`. */
export function bytes(size: number): string {
  const power = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  const value = size / 1000 ** power
  return `${value.toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`
}
