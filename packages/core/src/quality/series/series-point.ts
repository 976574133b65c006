/** A value of a metric at one run, such as the number of rows of a daily load. */
export interface SeriesPoint {
  /** The instant as of which the run worked; weekdays are taken in UTC. */
  readonly at: Date
  readonly value: number
  /** Of a share: how many rows it is a share of, for the noise of small numbers. */
  readonly size?: number
  /** The run is known to have been bad: nothing is learned from it. */
  readonly excluded?: boolean
  /** A person said that this is how it is now: the level starts again here. */
  readonly accepted?: boolean
}

/** Points in order of time without those that are no finite number; of several at one instant the last. */
export function inOrder(points: readonly SeriesPoint[]): readonly SeriesPoint[] {
  const finite = points.filter(({ at, value }) => Number.isFinite(value) && Number.isFinite(at.getTime()))
  const byInstant = new Map(finite.map(point => [point.at.getTime(), point]))
  return [...byInstant.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime())
}
