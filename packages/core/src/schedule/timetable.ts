import type { DataInterval } from './data-interval.ts'

/**
 * When a schedule is due: instants in order, none twice. How they come about (cron in a time zone, a fixed period, a
 * calendar of a shop) is not known here.
 */
export interface Timetable {
  /** The first due instant after `at`; undefined when there will be none. */
  after(at: Date): Date | undefined
  /** The last due instant that is not after `at`; undefined when there was none. */
  atOrBefore(at: Date): Date | undefined
}

/** The interval of a run as of an instant: since the due instant before, or since 24 hours where there is none. */
export function intervalEndingAt(timetable: Timetable, end: Date): DataInterval {
  const before = timetable.atOrBefore(new Date(end.getTime() - 1))
  return { start: before ?? new Date(end.getTime() - 86_400_000), end }
}
