import type { SeriesPoint } from '../quality/series/series-point.ts'
import type { SeriesVerdict } from '../quality/series/series-verdict.ts'
import type { HistoryPoint } from './history.ts'
import { judgeAgainst, type AgainstOptions } from './judge-against.ts'
import { seriesPoint } from './series-points.ts'

/** How a number of rows is judged against earlier runs. */
export type VolumeOptions = Pick<AgainstOptions, 'minRuns' | 'minChange' | 'falseAlarms'>

/** What earlier runs make of a number of rows. */
export type Volume =
  | {
      readonly kind: 'learning'
      readonly runs: number
      readonly needed: number
      /** Other deployments whose shape and noise were borrowed. */
      readonly siblings: number
      readonly isDaily: boolean
    }
  | {
      readonly kind: 'usual' | 'unusual' | 'gross'
      readonly expected: number
      readonly low: number
      readonly high: number
      readonly runs: number
      readonly siblings: number
      /** Probability of a number at least as far off by chance. */
      readonly p: number
      /** 0 is Sunday; where runs are daily. */
      readonly weekday?: number
      /** The last of several alike: what is expected from now on. */
      readonly isNewLevel?: true
    }

const gross = { least: 0.1, sigmas: 3 } as const
const longestMemory = 70

/** Judges a number of rows against earlier runs, which do not include it; see {@link judgeAgainst}. */
export function judgeVolume(
  rows: number,
  asOf: Date,
  history: readonly HistoryPoint[],
  { minRuns, minChange, falseAlarms }: VolumeOptions,
  siblings: readonly (readonly HistoryPoint[])[] = [],
): Volume {
  const points = history.slice(-longestMemory).map(seriesPoint)
  const earlier = points.filter(({ at }) => at < asOf)
  const rules = { minRuns, minChange, falseAlarms, siblings }
  const verdict = judgeAgainst({ at: asOf, value: rows }, earlier, rules)
  return volumeOf(verdict, fewerByFar(rows, earlier))
}

function volumeOf(verdict: SeriesVerdict, isFewerByFar: boolean): Volume {
  const { state, expected, learned: runs, needed, siblings, season, severity, at, p = 1 } = verdict
  const isDaily = season === 'weekday'
  if (expected === undefined || (state === 'learning' && !isFewerByFar)) {
    return { kind: 'learning', runs, needed, siblings, isDaily }
  }
  const { value, low, high } = expected
  const kind = isFewerByFar || severity === 'block' ? 'gross' : severity === 'warn' ? 'unusual' : 'usual'
  const bounds = { expected: value, low: Math.max(0, low), high, runs, siblings, p }
  return {
    kind,
    ...bounds,
    ...(isDaily && { weekday: at.getUTCDay() }),
    ...(state === 'shift-confirmed' && { isNewLevel: true }),
  }
}

/** Ninety per cent fewer than ever, and not by the chance of small counts. */
function fewerByFar(rows: number, earlier: readonly SeriesPoint[]): boolean {
  if (earlier.length === 0) return false
  const least = Math.min(...earlier.map(({ value }) => value))
  return rows <= least * gross.least && least - rows > gross.sigmas * Math.sqrt(rows + least)
}
