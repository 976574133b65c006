import { upperQuantile } from '../statistics/normal.ts'
import { falseAlarmsPerTest } from './false-alarm-budget.ts'
import { bandOf } from './mixture-tails.ts'
import type { MetricScale } from './scale.ts'
import { clockOf, gapMs, seasonOf, type Season } from './season.ts'
import { defaultPrior, knownPrior } from './sibling-prior.ts'
import { verdictMessage } from './verdict-message.ts'
import { inOrder, type SeriesPoint } from './series-point.ts'
import { newWatch, observe, type Observation, type SeriesWatch, type WatchRules } from './series-watch.ts'
import type { SeriesVerdict, Expectation } from './series-verdict.ts'

/** How a series is judged. */
export interface SeriesOptions {
  /** How the metric is measured; default `count`. */
  readonly metric?: MetricScale
  /** Share of tests that may be false alarms; default that of one a month, see {@link falseAlarmsPerTest}. */
  readonly falseAlarms?: number
  /** Changes below this share are never anomalies; default 0.2. */
  readonly minChange?: number
  /** Anomalies in a row, in one direction, that are taken as a new level; default 3. */
  readonly confirm?: number
  /** Values needed until the state is no longer `learning`; default 14 of daily ones, 168 of hourly ones, else 4. */
  readonly needed?: number
  /** What recurs; by default taken from the distances between points. */
  readonly season?: Season
  /** The same metric of other deployments of the pipeline. */
  readonly siblings?: readonly (readonly SeriesPoint[])[]
}

const usualNeeded: Readonly<Record<Season, number>> = { none: 4, weekday: 14, hour: 168 }
const dayMs = 86_400_000
const severe = { p: 1e-4, drop: 0.5 } as const

/**
 * Judges a value of a metric by its history, which does not include it. On the metric's own scale a slowly moving
 * level and the effects of weekdays are followed by Kalman filters, one for each noise level that comes into question;
 * what is expected is the mixture of what they expect, so that a short history gives a wide band and not a wrong one.
 * Anomalies and excluded points are not learned, confirmed new levels are.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { judgeSeries } from '@sluice/core'
 *
 * const day = (i: number) => new Date(Date.UTC(2026, 2, 2 + i))
 * const history = [20_000, 20_500, 19_800, 20_100, 20_300, 12_000, 11_500].map((value, i) => ({ at: day(i), value }))
 * const verdict = judgeSeries({ at: day(7), value: 0 }, history)
 * assert.equal(verdict.state, 'anomaly')
 * assert.equal(verdict.severity, 'block')
 * ```
 */
export function judgeSeries(
  point: SeriesPoint,
  history: readonly SeriesPoint[],
  options: SeriesOptions = {},
): SeriesVerdict {
  const before = inOrder(history).filter(({ at }) => at.getTime() < point.at.getTime())
  const { watch, needed, siblings } = watchOf([...before, point], options)
  for (const earlier of before) observe(watch, earlier)
  const learned = watch.learned
  // What is tested is always judged, also when it is the first: then there is nothing to judge it by.
  const observation = observe(watch, { ...point, excluded: false, accepted: false })
  return verdictOf(watch, point, observation, { learned, needed, siblings })
}

/** What a whole series would have been judged, each point by those before it. */
export function judgeEach(
  points: readonly SeriesPoint[],
  options: SeriesOptions = {},
): readonly SeriesVerdict[] {
  const ordered = inOrder(points)
  const { watch, needed, siblings } = watchOf(ordered, options)
  return ordered.map(point => {
    const learned = watch.learned
    return verdictOf(watch, point, observe(watch, point), { learned, needed, siblings })
  })
}

function watchOf(points: readonly SeriesPoint[], options: SeriesOptions) {
  const { metric = 'count', falseAlarms = falseAlarmsPerTest(), minChange = 0.2, confirm = 3 } = options
  const instants = points.map(({ at }) => at)
  const season = options.season ?? seasonOf(instants)
  const clock = clockOf(instants.at(-1) ?? new Date(0))
  const { prior, siblings } =
    options.siblings === undefined
      ? { prior: defaultPrior(season), siblings: 0 }
      : knownPrior(options.siblings, season, metric, clock)
  const stepMs = Math.max(1, gapMs(instants) ?? dayMs)
  const rules: WatchRules = { metric, season, stepMs, clock, prior, alpha: falseAlarms, minChange, confirm }
  // The point to judge is the last: it does not take part, unless it is the only one.
  const first = points.slice(0, Math.max(1, Math.min(10, points.length - 1))).map(({ value }) => value)
  return { watch: newWatch(rules, first), needed: options.needed ?? usualNeeded[season], siblings }
}

type Progress = Pick<SeriesVerdict, 'learned' | 'needed' | 'siblings'>

function verdictOf(
  watch: SeriesWatch,
  point: SeriesPoint,
  observation: Observation,
  progress: Progress,
): SeriesVerdict {
  const expected = expectationOf(watch, point, observation)
  const { metric, season } = watch.rules
  const verdict = {
    state: stateOf(observation, progress),
    at: point.at,
    value: point.value,
    metric,
    season,
    ...progress,
    ...(expected !== undefined && { expected, score: scoreOf(observation), p: observation.expected?.p ?? 1 }),
    ...(observation.isAnomaly && { severity: severityOf(point, observation), streak: observation.streak }),
    ...(observation.since !== undefined && { since: observation.since }),
    ...(observation.confirmed !== undefined && { confirmed: observation.confirmed }),
  }
  return { ...verdict, message: verdictMessage(verdict) }
}

function stateOf(
  { isAnomaly, confirmed }: Observation,
  { learned, needed }: Progress,
): SeriesVerdict['state'] {
  if (confirmed !== undefined) return 'shift-confirmed'
  if (isAnomaly) return 'anomaly'
  return learned < needed ? 'learning' : 'ok'
}

function expectationOf(
  { rules, scale }: SeriesWatch,
  { size }: SeriesPoint,
  { expected }: Observation,
): Expectation | undefined {
  if (expected === undefined) return undefined
  const { value } = expected
  const { low, high } = bandOf(expected.mixture, rules.metric, scale, rules.alpha, size)
  const immaterial =
    rules.minChange * (rules.metric === 'share' ? Math.min(value, 1 - value) : Math.abs(value))
  return { value, low: Math.min(low, value - immaterial), high: Math.max(high, value + immaterial) }
}

/** Standard deviations that the value is off, with its sign: the normal quantile of its tail. */
function scoreOf({ expected }: Observation): number {
  if (expected === undefined) return 0
  const { lower, upper } = expected.tails
  return lower < upper ? -upperQuantile(lower) : upperQuantile(upper)
}

function severityOf({ value }: SeriesPoint, { expected }: Observation): 'block' | 'warn' {
  if (expected === undefined) return 'warn'
  const isSevere = value <= expected.value * (1 - severe.drop) && expected.p < severe.p
  return isSevere ? 'block' : 'warn'
}
