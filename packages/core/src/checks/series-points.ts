import type { SeriesPoint } from '../quality/series/series-point.ts'
import type { HistoryPoint } from './history.ts'

/** With fewer runs of its own, a deployment borrows from its siblings. */
export const ownRunsEnough = 28

/** Points before an instant: a run is not judged by another one as of the same instant. */
export function pointsBefore(asOf: Date, points: readonly HistoryPoint[]): readonly SeriesPoint[] {
  return points.filter(point => point.asOf < asOf).map(seriesPoint)
}

/** What history keeps of a share: of how many it was; read again by {@link seriesPoint}. */
export function sizeDetail(size: number | undefined): string | undefined {
  return size === undefined ? undefined : JSON.stringify({ size })
}

/** A point of history as one of a series. */
export function seriesPoint({ asOf, value, expected, excluded, detail }: HistoryPoint): SeriesPoint {
  const size = detail === undefined ? undefined : (JSON.parse(detail) as { size?: unknown }).size
  return {
    at: asOf,
    value,
    ...(typeof size === 'number' && { size }),
    ...(expected === true && { accepted: true }),
    ...(excluded === true && { excluded: true }),
  }
}
