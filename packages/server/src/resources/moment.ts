import { startOfDay } from '@sluice/core'
import { RequestInvalid } from '../errors/request-invalid.ts'
import { localMinute } from './local-time.ts'

/**
 * What a request means by a moment: an instant with its zone, or a day that stands for its first moment in `zone`.
 *
 * @throws RequestInvalid naming the field
 */
export function momentOf(text: string, zone: string, where: string): Date {
  const day = startOfDay(text.slice(0, 10), zone)
  const at = new Date(text)
  if (day !== undefined && !Number.isNaN(at.getTime())) {
    if (text.length === 10) return day
    if (/^.{10}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return at
  }
  const reason = `"${text}" is not a moment: write a day such as 2026-03-02, or 2026-03-02T06:00:00Z`
  throw new RequestInvalid([{ where, reason }])
}

/** The first moment of today in a zone: runs by hand of one day are one run. */
export function todayIn(zone: string, now: Date): Date {
  return startOfDay(localMinute(now, zone).slice(0, 10), zone) ?? now
}
