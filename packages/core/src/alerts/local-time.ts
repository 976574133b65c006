/** `Mon 16 Mar 2026, 06:04 Europe/Berlin`. */
export function localTime(date: Date, timeZone = 'UTC'): string {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(date)
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(found => found.type === type)?.value ?? ''
    const day = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`
    return `${day}, ${part('hour')}:${part('minute')} ${timeZone}`
  } catch (error) {
    // An alert about a time zone that does not exist must still be readable.
    if (error instanceof RangeError && timeZone !== 'UTC') return localTime(date)
    throw error
  }
}
