import { UsageInvalid } from '../errors/usage-invalid.ts'

/**
 * The instant a run works as of: what `--as-of` says (a date is its first moment in `timeZone`), else the first moment
 * of today in `timeZone`, so that runs of one day are one run.
 */
export function asOfFrom(text: string | undefined, now: Date, timeZone = 'UTC'): Date {
  if (text === undefined) return startOfDay(localDay(now, timeZone), timeZone)
  const date = new Date(text)
  if (isDay(text.slice(0, 10)) && !Number.isNaN(date.getTime())) {
    if (text.length === 10) return startOfDay(text, timeZone)
    if (/^.{10}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return date
  }
  throw new UsageInvalid({
    reason: `--as-of "${text}" is not an instant: write a date such as 2026-03-02, or 2026-03-02T06:00:00Z with its zone`,
  })
}

/** A day that the calendar has: `Date` takes 2026-02-30 for the 2nd of March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function localDay(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return format.format(at)
}

/** The first instant of a calendar day in a zone. Offsets are read back, so days of 23 and 25 hours come out right. */
function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const first = utc - offsetMs(new Date(utc), timeZone)
  const second = utc - offsetMs(new Date(first), timeZone)
  return new Date(second)
}

function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const get = (type: string) => Number(parts.find(part => part.type === type)?.value)
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
  return local - Math.floor(at.getTime() / 1000) * 1000
}
