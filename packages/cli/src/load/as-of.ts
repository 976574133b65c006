import { startOfDay } from '@sluice/core'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/**
 * The instant a run works as of: what `--as-of` says (a date is its first moment in `timeZone`), else the first moment
 * of today in `timeZone`, so that runs of one day are one run.
 */
export function asOfFrom(text: string | undefined, now: Date, timeZone = 'UTC', option = '--as-of'): Date {
  if (text === undefined) return startOfDay(localDay(now, timeZone), timeZone) ?? now
  const date = new Date(text)
  const day = startOfDay(text.slice(0, 10), timeZone)
  if (day !== undefined && !Number.isNaN(date.getTime())) {
    if (text.length === 10) return day
    if (/^.{10}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return date
  }
  throw new UsageInvalid({
    reason: `${option} "${text}" is not an instant: write a date such as 2026-03-02, or 2026-03-02T06:00:00Z with its zone`,
  })
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
