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
