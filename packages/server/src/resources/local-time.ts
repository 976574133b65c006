const formats = new Map<string, Intl.DateTimeFormat>()

const remembered = new Map<string, Map<number, string>>()
const mostRemembered = 20_000

/** The local time of an instant in a zone to the minute: `2026-03-02T06:00`. Many clients ask for the same. */
export function localMinute(at: Date, zone: string): string {
  const inZone = remembered.get(zone) ?? new Map<number, string>()
  remembered.set(zone, inZone)
  const known = inZone.get(at.getTime())
  if (known !== undefined) return known
  if (inZone.size >= mostRemembered) inZone.clear()
  const local = formatted(at, zone)
  inZone.set(at.getTime(), local)
  return local
}

function formatted(at: Date, zone: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
  formats.set(zone, format)
  return format.format(at).replace(' ', 'T')
}

/** How far the local time of a zone is ahead of UTC at an instant, in minutes. */
export function offsetMinutes(at: Date, zone: string): number {
  const minute = Math.floor(at.getTime() / 60_000)
  return Date.parse(`${localMinute(at, zone)}Z`) / 60_000 - minute
}
