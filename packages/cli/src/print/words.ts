/** `12345.6` as `12,346`. */
export function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** Seconds as `0.4 s`, `12 s`, `3 min 05 s`. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(1)} s`
  if (value < 120) return `${Math.round(value)} s`
  const minutes = Math.floor(value / 60)
  return `${minutes} min ${String(Math.round(value - minutes * 60)).padStart(2, '0')} s`
}

/** An instant as `2026-03-02 06:04 Europe/Berlin`. */
export function instant(at: Date, timeZone = 'UTC'): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    at,
  )
  return `${parts} ${timeZone}`
}

/** The calendar day of an instant in a zone, such as `2026-03-02`. */
export function day(at: Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}

/** A number with three decimals, `–` where there is none. */
export function metric(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3)
}

/** `1 step`, `3 steps`. */
export function plural(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

const segmenter = new Intl.Segmenter()

/** A name that fits in a column: `Vierter Kunde mit einem sehr la…`. */
export function shortened(name: string, length = 32): string {
  const characters = Array.from(segmenter.segment(name), ({ segment }) => segment)
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : name
}
