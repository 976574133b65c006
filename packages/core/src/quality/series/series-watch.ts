import type { Tails } from '../statistics/count-tails.ts'
import {
  begin,
  learn,
  newFilter,
  predict,
  relearnSlot,
  restart,
  type LevelFilter,
  type Mixture,
  type SeriesPrior,
} from './level-filter.ts'
import { sidesOf, tailsOf } from './mixture-tails.ts'
import { scaleOf, type MetricScale, type Scale } from './scale.ts'
import { slots, type Season } from './season.ts'
import type { SeriesPoint } from './series-point.ts'

/** What a watch of a series goes by. */
export interface WatchRules {
  readonly metric: MetricScale
  readonly season: Season
  readonly stepMs: number
  /** Time of day of daily values, see `weekdayAt`. */
  readonly clock: number
  readonly prior: SeriesPrior
  /** Share of tests that may be false alarms. */
  readonly alpha: number
  /** Changes below this share are never anomalies. */
  readonly minChange: number
  /** Anomalies in a row, in one direction, that are taken as a new level. */
  readonly confirm: number
}

/** A series as far as it was seen. Changed in place by {@link observe}. */
export interface SeriesWatch {
  readonly rules: WatchRules
  readonly scale: Scale
  readonly filter: LevelFilter
  /** Values that were learned. */
  learned: number
  /** Anomalies in a row, in one direction. */
  streak: readonly Miss[]
  /** Weights of the noise before the streak. */
  weightsBefore: Float64Array
  /** The same for one effect of the season, such as Mondays, by its position. */
  readonly slotStreaks: Map<number, readonly Miss[]>
}

interface Miss {
  readonly at: Date
  readonly y: number
  /** Observed minus expected, on the metric's scale. */
  readonly by: number
}

/** What a value was against what was expected of it. */
export interface Observation {
  /** Absent for the first value. */
  readonly expected?: {
    readonly mixture: Mixture
    readonly value: number
    readonly tails: Tails
    readonly p: number
  }
  readonly isAnomaly: boolean
  /** What this anomaly confirmed. */
  readonly confirmed?: 'level' | 'season'
  /** Anomalies in a row, this one included. */
  readonly streak: number
  /** When the streak began. */
  readonly since?: Date
}

// A level that moved for good need not stand still: so many anomalies in a row are enough whatever they are.
const certainlyMoved = 7

/** A watch that has seen nothing; `first` are the earliest values, which say how large the metric is. */
export function newWatch(rules: WatchRules, first: readonly number[]): SeriesWatch {
  const filter = newFilter(rules.season, rules.stepMs, rules.clock, rules.prior)
  return {
    rules,
    scale: scaleOf(rules.metric, first),
    filter,
    learned: 0,
    streak: [],
    weightsBefore: filter.weights,
    slotStreaks: new Map(),
  }
}

/** Judges the next point by those before it, then learns it, unless it is excluded or an anomaly. */
export function observe(watch: SeriesWatch, point: SeriesPoint): Observation {
  const { scale, filter } = watch
  const { at, value, size } = point
  const y = scale.to(value, size)
  const isFirst = filter.last === undefined
  if (isFirst) begin(filter, at, y)
  const mixture = predict(filter, at, mean => scale.floor(mean, size))
  if (point.accepted === true || isFirst) {
    if (point.excluded !== true) accept(watch, at, y, mixture)
    return { isAnomaly: false, streak: 0 }
  }
  const expected = expectationOf(watch, point, mixture)
  const isAnomaly = expected.p < watch.rules.alpha && isMaterial(watch.rules, value, expected.value)
  if (point.excluded === true) return { expected, isAnomaly, streak: watch.streak.length }
  if (!isAnomaly) {
    learn(filter, at, y, mixture, false)
    watch.learned += 1
    watch.streak = []
    watch.slotStreaks.delete(slotOf(watch, at))
    return { expected, isAnomaly, streak: 0 }
  }
  return { expected, isAnomaly, ...suspect(watch, point, { at, y, by: y - mixture.mean }, mixture) }
}

function accept(watch: SeriesWatch, at: Date, y: number, mixture: Mixture): void {
  const { filter } = watch
  if (filter.last === undefined) learn(filter, at, y, mixture, false)
  else restart(filter, at, y)
  watch.learned += 1
  watch.streak = []
}

function expectationOf({ scale, rules }: SeriesWatch, { value, size }: SeriesPoint, mixture: Mixture) {
  const tails = tailsOf(mixture, rules.metric, scale, value, size)
  const { below, above } = sidesOf(rules.metric)
  const p = Math.min(1, tails.lower / below, tails.upper / above)
  return { mixture, value: scale.from(mixture.mean), tails, p }
}

function isMaterial({ metric, minChange }: WatchRules, value: number, expected: number): boolean {
  const difference = Math.abs(value - expected)
  if (metric === 'share') return difference >= minChange * Math.min(expected, 1 - expected)
  if (metric === 'count' && expected < 1) return value >= 1
  return difference >= minChange * Math.abs(expected)
}

/** Keeps an anomaly in mind; enough of them that agree are the new normal. Nothing at all never is. */
function suspect(
  watch: SeriesWatch,
  { value }: SeriesPoint,
  miss: Miss,
  mixture: Mixture,
): Pick<Observation, 'streak' | 'since' | 'confirmed'> {
  const { filter, rules, slotStreaks } = watch
  const goesOn = watch.streak.length > 0 && Math.sign(watch.streak[0]?.by ?? 0) === Math.sign(miss.by)
  if (!goesOn) watch.weightsBefore = filter.weights.slice()
  watch.streak = goesOn ? [...watch.streak, miss] : [miss]
  const { length: streak, 0: first } = watch.streak
  const found = { streak, ...(first !== undefined && { since: first.at }) }
  const isEmpty = rules.metric === 'count' && value === 0
  // Neither does it say how noisy the metric is.
  if (!isEmpty) learn(filter, miss.at, miss.y, mixture, true)
  if (!isEmpty && ((streak >= rules.confirm && agree(watch.streak)) || streak >= certainlyMoved)) {
    filter.weights.set(watch.weightsBefore)
    restart(filter, miss.at, mixture.mean + meanMiss(watch.streak.slice(-certainlyMoved)))
    watch.streak = []
    return { ...found, confirmed: 'level' }
  }
  const slot = slotOf(watch, miss.at)
  if (slot < 0) return found
  const same = [...(slotStreaks.get(slot) ?? []), miss]
  slotStreaks.set(slot, same)
  // In a streak over all days it is the level that is wrong, not one day.
  if (same.length < rules.confirm || streak > 2 || !agree(same)) return found
  slotStreaks.delete(slot)
  filter.weights.set(watch.weightsBefore)
  relearnSlot(filter, miss.at, mixture.mean + meanMiss(same))
  return { ...found, confirmed: 'season' }
}

function slotOf({ rules }: SeriesWatch, at: Date): number {
  return slots[rules.season].of(at, rules.clock).at(-1) ?? -1
}

function agree(misses: readonly Miss[]): boolean {
  const sizes = misses.map(({ by }) => by)
  const range = Math.max(...sizes) - Math.min(...sizes)
  return (
    range <= 0.1 + 0.6 * Math.abs(meanMiss(misses)) && sizes.every(by => by > 0 === (sizes[0] as number) > 0)
  )
}

function meanMiss(misses: readonly Miss[]): number {
  return misses.reduce((sum, { by }) => sum + by, 0) / misses.length
}
