import { judgeEach } from '../../quality/series/judge-series.ts'
import type { MetricScale } from '../../quality/series/scale.ts'
import { seasonOf } from '../../quality/series/season.ts'
import type { LoadValue } from './measure-loads.ts'

/** What was expected of a metric at one load, and at what distance from it a value is reported. */
export interface LoadBand {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Changes that may be the least that is reported, as shares. */
export const minChanges = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1] as const

/** What is expected at each load by the loads before it; undefined where there are too few. */
export function bandsOf(
  values: readonly (LoadValue | undefined)[],
  at: readonly Date[],
  scale: MetricScale,
  falseAlarms: number,
): readonly (LoadBand | undefined)[] {
  const points = values.flatMap((found, i) => (found === undefined ? [] : [{ ...found, at: at[i] as Date }]))
  const season = seasonOf(points.map(point => point.at)) === 'none' ? 'none' : 'weekday'
  const verdicts = judgeEach(points, { metric: scale, season, falseAlarms, minChange: minChanges[0] })
  const byInstant = new Map(verdicts.map(verdict => [verdict.at.getTime(), verdict]))
  return at.map(instant => {
    const verdict = byInstant.get(instant.getTime())
    return verdict === undefined || verdict.learned < verdict.needed ? undefined : verdict.expected
  })
}

/** Whether a value is reported when changes below `minChange` are not. */
export function isReported(
  found: LoadValue | undefined,
  band: LoadBand,
  scale: MetricScale,
  minChange: number,
): boolean {
  if (found === undefined) return true
  const whole = scale === 'share' ? Math.min(band.value, 1 - band.value) : Math.abs(band.value)
  const immaterial = minChange * whole
  return (
    found.value < Math.min(band.low, band.value - immaterial) ||
    found.value > Math.max(band.high, band.value + immaterial)
  )
}
