/** An instant as `Mon 2026-03-02 06:00 Europe/Berlin`. */
export function dayAndTime(at: Date, timeZone = 'UTC'): string {
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' }).format(at)
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    at,
  )
  return `${weekday} ${time} ${timeZone}`
}

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const

/** How long until something, in words: `now`, `in 5 minutes`, `in 3 days`. */
export function inWords(ms: number): string {
  if (ms <= 0) return 'now'
  const [unitMs, unit] = units.find(([size]) => ms >= size) ?? [60_000, 'minute']
  const count = Math.max(1, Math.round(ms / unitMs))
  return `in ${count} ${unit}${count === 1 ? '' : 's'}`
}
