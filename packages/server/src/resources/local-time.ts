const formats = new Map<string, Intl.DateTimeFormat>()

/** The local time of an instant in a zone to the minute: `2026-03-02T06:00`. */
export function localMinute(at: Date, zone: string): string {
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
  return Math.round((Date.parse(`${localMinute(at, zone)}Z`) - at.getTime()) / 60_000)
}
