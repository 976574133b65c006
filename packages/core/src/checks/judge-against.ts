import { judgeSeries } from '../quality/series/judge-series.ts'
import type { MetricScale } from '../quality/series/scale.ts'
import { seasonOf } from '../quality/series/season.ts'
import type { SeriesPoint } from '../quality/series/series-point.ts'
import type { SeriesVerdict } from '../quality/series/series-verdict.ts'
import type { HistoryPoint } from './history.ts'
import { seriesPoint } from './series-points.ts'

/** How a value of a run is judged against those of earlier runs. */
export interface AgainstOptions {
  /** Default `count`. */
  readonly metric?: MetricScale
  /** Runs needed before the verdict is more than learning; daily runs need two weeks at least. */
  readonly minRuns: number
  /** Changes smaller than this share are never reported. */
  readonly minChange: number
  /** Share of tests that may be false alarms. */
  readonly falseAlarms: number
  /** What other deployments recorded. */
  readonly siblings: readonly (readonly HistoryPoint[])[]
}

const daysNeeded = 14

/** Judges a value against earlier ones, which do not include it: by weekday where runs are daily or more often. */
export function judgeAgainst(
  now: SeriesPoint,
  earlier: readonly SeriesPoint[],
  { minRuns, siblings, ...rules }: AgainstOptions,
): SeriesVerdict {
  const season = seasonOf([...earlier.map(({ at }) => at), now.at]) === 'none' ? 'none' : 'weekday'
  return judgeSeries(now, earlier, {
    ...rules,
    season,
    needed: season === 'weekday' ? Math.max(daysNeeded, minRuns) : minRuns,
    siblings: siblings.map(series => series.map(seriesPoint)),
  })
}
