import type { Timetable } from '../timetable.ts'

/** Due at every multiple of a period since 1970. */
export function periodic(periodMs: number): Timetable {
  return {
    after: at => new Date((Math.floor(at.getTime() / periodMs) + 1) * periodMs),
    atOrBefore: at => new Date(Math.floor(at.getTime() / periodMs) * periodMs),
  }
}
