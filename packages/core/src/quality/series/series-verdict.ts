import type { MetricScale } from './scale.ts'
import type { Season } from './season.ts'

/**
 * `learning`: too few values to rely on, though what is impossible is an anomaly already. `shift-confirmed`: the last
 * of several anomalies in a row, which are the new normal from now on.
 */
export type SeriesState = 'learning' | 'ok' | 'anomaly' | 'shift-confirmed'

/** What was expected, in the metric's unit. */
export interface Expectation {
  readonly value: number
  /** Between `low` and `high` nothing is reported. */
  readonly low: number
  readonly high: number
}

/** What a value of a metric is, judged by its history. Plain data. */
export interface SeriesVerdict {
  readonly state: SeriesState
  readonly at: Date
  readonly value: number
  readonly metric: MetricScale
  readonly season: Season
  /** Absent when there is no earlier value. */
  readonly expected?: Expectation
  /** Standard deviations that the value is above (or, negative, below) what was expected. */
  readonly score?: number
  /** Probability of a value at least as far off. */
  readonly p?: number
  /** Of an anomaly: `block` for less than half of what was expected and no doubt about it. */
  readonly severity?: 'block' | 'warn'
  /** Anomalies in a row, this one included, and when they began. */
  readonly streak?: number
  readonly since?: Date
  /** What became the new normal: the level, or what this weekday or hour is like. */
  readonly confirmed?: 'level' | 'season'
  /** Earlier values that were learned, and how many it takes. */
  readonly learned: number
  readonly needed: number
  /** Other deployments whose shape and noise were borrowed. */
  readonly siblings: number
  /** One sentence without a subject: the number against the expectation. */
  readonly message: string
}
