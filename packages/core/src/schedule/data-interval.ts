/** The time that a run covers: from `start` on, up to but not including `end`. */
export interface DataInterval {
  readonly start: Date
  readonly end: Date
}
