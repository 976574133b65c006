import { likelyFactor } from '../quality/load/likely-factor.ts'
import type { MetricScale } from '../quality/series/scale.ts'
import type { SeriesVerdict } from '../quality/series/series-verdict.ts'
import { CheckInvalid } from './check-invalid.ts'
import type { History } from './history.ts'
import { judgeAgainst, type AgainstOptions } from './judge-against.ts'
import { ownRunsEnough, pointsBefore, sizeDetail } from './series-points.ts'

/** How a metric is judged by its history. */
export interface MetricRules extends Omit<AgainstOptions, 'metric' | 'siblings'> {
  readonly scale: MetricScale
}

/** A value of this run. */
export interface MetricNow {
  readonly asOf: Date
  readonly value: number
  /** Of a share: of how many. */
  readonly size?: number
}

const longestMemory = 70

/** Judges a value by those of earlier runs and of other deployments, and records it for later ones. */
export async function judgeMetric(
  history: History,
  metric: string,
  now: MetricNow,
  { scale, ...rules }: MetricRules,
): Promise<SeriesVerdict> {
  const earlier = pointsBefore(now.asOf, await history.read(metric, longestMemory))
  const borrowed = earlier.length < ownRunsEnough ? await history.siblings?.(metric) : undefined
  const { asOf: at, ...sized } = now
  await history.record(metric, now.value, sizeDetail(now.size))
  return judgeAgainst({ at, ...sized }, earlier, { ...rules, metric: scale, siblings: borrowed ?? [] })
}

const tolerance = { far: 0.25, near: 0.1, farFrom: 8 } as const

/** What a change by a factor that a change of unit gives usually means; `known` are factors that the user named. */
export function unitCause(
  value: number,
  expected: number | undefined,
  known: Readonly<Record<string, number>> = {},
): string | undefined {
  if (expected === undefined || expected === 0 || value / expected <= 0) return undefined
  const ratio = value / expected
  const named = Object.entries(known).find(([, factor]) => isNear(ratio, factor))
  if (named !== undefined) return `${named[0]}: ${named[1]} times as much`
  const isFar = ratio >= tolerance.farFrom || ratio <= 1 / tolerance.farFrom
  return likelyFactor(ratio, isFar ? tolerance.far : tolerance.near)?.meaning
}

function isNear(ratio: number, factor: number): boolean {
  return Math.abs(Math.log(ratio / factor)) <= Math.log1p(tolerance.near)
}

/** Options that all checks against history share. */
export interface HistoryOptions {
  /** Changes below this share are never reported; default 0.2. */
  readonly minChange?: number
  /** Earlier runs needed before the check says more than that it is learning; default 4, of daily runs 14 at least. */
  readonly minRuns?: number
  /** Share of runs that may be false alarms; default what the budget of false alarms leaves to the check. */
  readonly falseAlarms?: number
}

/** The options with their defaults, that of `minChange` by the kind of check. Throws {@link CheckInvalid}. */
export function historyOptions(
  check: string,
  options: HistoryOptions,
  usualChange = 0.2,
): Required<Pick<HistoryOptions, 'minChange' | 'minRuns'>> & Pick<HistoryOptions, 'falseAlarms'> {
  const { minChange = usualChange, minRuns = 4, falseAlarms } = options
  const example = `a share such as ${usualChange} for ${usualChange * 100} %`
  const valid = {
    minChange: [minChange, minChange >= 0 && Number.isFinite(minChange), example],
    minRuns: [minRuns, Number.isInteger(minRuns) && minRuns >= 2, 'a whole number of at least 2'],
    falseAlarms: [
      falseAlarms,
      falseAlarms === undefined || (falseAlarms > 0 && falseAlarms < 0.5),
      'a share above 0 and below 0.5',
    ],
  } as const
  for (const [option, [value, holds, expected]] of Object.entries(valid)) {
    if (!holds) throw new CheckInvalid({ check, option, value, expected })
  }
  return { minChange, minRuns, ...(falseAlarms !== undefined && { falseAlarms }) }
}
