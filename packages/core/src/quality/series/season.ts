import { median } from '../../checks/median.ts'

/** What recurs in a series: nothing, the weekdays of daily values, or also the hours of the day. */
export type Season = 'none' | 'weekday' | 'hour'

const dayMs = 86_400_000

/** The season that the distances between instants, oldest first, allow. */
export function seasonOf(instants: readonly Date[]): Season {
  const gap = gapMs(instants)
  if (gap === undefined || gap > 2 * dayMs) return 'none'
  return gap > dayMs / 2 ? 'weekday' : 'hour'
}

/** The usual distance of instants in milliseconds; undefined of fewer than two. */
export function gapMs(instants: readonly Date[]): number | undefined {
  if (instants.length < 2) return undefined
  return median(instants.slice(1).map((at, i) => at.getTime() - (instants[i] as Date).getTime()))
}

/**
 * The weekday of a daily value. Days begin twelve hours before the usual time of day, so that a run at midnight of a
 * zone stays on its day when clocks change, and belongs to the same day as a run at midnight of another zone.
 */
function weekdayAt(at: Date, clock: number): number {
  return new Date(at.getTime() - clock + dayMs / 2).getUTCDay()
}

/** Milliseconds since midnight, UTC. */
export function clockOf(at: Date): number {
  return ((at.getTime() % dayMs) + dayMs) % dayMs
}

interface Slots {
  /** How many effects there are beside the level. */
  readonly count: number
  /** Positions of the effects that apply, from 0; `clock` is the time of day of daily values in milliseconds. */
  readonly of: (at: Date, clock: number) => readonly number[]
  /** How many values pass until the same effects apply again; for words and for spread. */
  readonly period: number
}

const isWeekend = (day: number) => day === 0 || day === 6

export const slots: Readonly<Record<Season, Slots>> = {
  none: { count: 0, of: () => [], period: 1 },
  weekday: { count: 7, of: (at, clock) => [weekdayAt(at, clock)], period: 7 },
  // 7 weekdays, 24 hours of a working day, 24 of a day of the weekend.
  hour: {
    count: 55,
    of: at => [at.getUTCDay(), (isWeekend(at.getUTCDay()) ? 31 : 7) + at.getUTCHours()],
    period: 168,
  },
}

/** What is believed about the effects before this series says anything. */
export interface SeasonPrior {
  readonly mean: readonly number[]
  /** Standard deviation of each effect by itself. */
  readonly own: number
  /** Standard deviation of what Saturday and Sunday have in common. */
  readonly weekend: number
  /** The same as `own` for Saturday and for Sunday, which are less alike than working days. */
  readonly weekendOwn: number
}

const hourly = { own: 0.8, shared: 0.7 } as const

/** Prior covariance of the effects, row after row. */
export function seasonCovariance(season: Season, prior: SeasonPrior): Float64Array {
  const { count } = slots[season]
  const covariance = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) covariance[i * count + j] = covarianceOf(i, j, prior)
  }
  return covariance
}

function covarianceOf(i: number, j: number, { own, weekend, weekendOwn }: SeasonPrior): number {
  if (i < 7 && j < 7) {
    const alone = isWeekend(i) ? weekendOwn : own
    return (i === j ? alone ** 2 : 0) + (isWeekend(i) && isWeekend(j) ? weekend ** 2 : 0)
  }
  if (i < 7 || j < 7 || (i - 7) % 24 !== (j - 7) % 24) return 0
  return i === j ? hourly.own ** 2 : hourly.shared ** 2
}
