/** `too-few`: too few values to say anything, which is said instead of `ok`. */
export type DriftState = 'ok' | 'too-few' | 'drift'

/** How drift is judged. */
export interface DriftOptions {
  /** Share of tests that may be false alarms; default that of one a month, see `falseAlarmsPerTest`. */
  readonly falseAlarms?: number
  /** Least change that matters; default 0.2 of a number's own size or spread. */
  readonly minShift?: number
  /** Least change of a share (of missing values, or of rows that moved to other categories); default 0.05. */
  readonly minShare?: number
}

/** A share before and now, such as that of missing values. */
export interface ShareChange {
  readonly before: number
  readonly now: number
  readonly p: number
}

/** A number before and now, in the column's own unit. */
export interface NumberShift {
  readonly what: 'median' | 'mean' | '90 % quantile' | 'typical value'
  readonly before: number
  readonly now: number
  /** Relative to the number before, or, where `of` is `spread`, to the middle 80 % of the values. */
  readonly change: number
  readonly of: 'size' | 'spread'
}
