import type { HistoryPoint } from './history.ts'
import { median } from './median.ts'
import { criticalT, twoSidedP } from './student-t.ts'

/** How a number of rows is judged against earlier runs. */
export interface VolumeOptions {
  /** Runs needed before the spread of earlier runs is trusted. */
  readonly minRuns: number
  /** Changes smaller than this share are never reported. */
  readonly minChange: number
  /** Nominal rate of false alarms per test; up to 0.5 % was measured for daily runs at 0.3 %. */
  readonly falseAlarms: number
}

/** What earlier runs make of a number of rows. */
export type Volume =
  | {
      readonly kind: 'learning'
      readonly runs: number
      readonly needed: number
      /** The weekday that has too few runs, where runs are daily: 0 is Sunday. */
      readonly weekday?: number
    }
  | {
      readonly kind: 'usual' | 'unusual' | 'gross'
      readonly expected: number
      readonly low: number
      readonly high: number
      readonly runs: number
      readonly weekday?: number
    }

const dayMs = 86_400_000
const spread = { floor: 0.05, perMad: 1.4826, medianVariance: 1.57, madEfficiency: 0.37 } as const
const gross = { least: 0.1, sigmas: 3, p: 1e-4, drop: 0.5 } as const
// While learning there is no spread yet; only changes by this factor are reported.
const learningFactor = 4
const longestMemory = 70

/**
 * Judges a number of rows on the log scale against earlier runs, which do not include it: median, MAD with a floor,
 * Poisson noise of small counts, a t quantile, and a least change that matters. Daily runs are compared with the same
 * weekday (data-quality notes §2.3).
 */
export function judgeVolume(
  rows: number,
  asOf: Date,
  history: readonly HistoryPoint[],
  options: VolumeOptions,
): Volume {
  const points = onePerInstant(history).slice(-longestMemory)
  const weekly = isDaily(points) ? asOf.getUTCDay() : undefined
  const learning = stillLearning(points, weekly, options)
  const counts = points.map(point => point.value)
  const last = points.findLast(point => weekly === undefined || point.asOf.getUTCDay() === weekly)?.value
  if (learning !== undefined) return judgeWhileLearning(rows, last ?? counts.at(-1), learning)

  const { level, residuals, perGroup } = baseline(points, weekly)
  const predicted = Math.max(0, Math.expm1(level))
  const df = Math.max(3, spread.madEfficiency * (residuals.length - 1))
  const se = standardError(residuals, perGroup, predicted)
  const half = Math.max(criticalT(options.falseAlarms, df) * se, Math.log1p(options.minChange))
  const bounds = {
    expected: predicted,
    low: Math.max(0, Math.expm1(level - half)),
    high: Math.expm1(level + half),
    runs: points.length,
    ...(weekly !== undefined && { weekday: weekly }),
  }
  const change = rows / Math.max(predicted, 1) - 1
  const distance = Math.abs(Math.log1p(rows) - level)
  const isUnusual = distance > half && (predicted < 1 ? rows >= 1 : Math.abs(change) >= options.minChange)
  const isGross =
    (isUnusual && change <= -gross.drop && twoSidedP(distance / se, df) < gross.p) ||
    fewerByFar(rows, Math.min(...counts))
  return { kind: isGross ? 'gross' : isUnusual ? 'unusual' : 'usual', ...bounds }
}

type Learning = Extract<Volume, { readonly kind: 'learning' }>

function stillLearning(
  points: readonly HistoryPoint[],
  weekday: number | undefined,
  { minRuns }: VolumeOptions,
): Learning | undefined {
  if (points.length < minRuns) return { kind: 'learning', runs: points.length, needed: minRuns }
  if (weekday === undefined) return undefined
  const same = points.filter(point => point.asOf.getUTCDay() === weekday).length
  return same < 2 ? { kind: 'learning', runs: same, needed: 2, weekday } : undefined
}

function judgeWhileLearning(rows: number, last: number | undefined, learning: Learning): Volume {
  if (last === undefined) return learning
  const bounds = {
    expected: last,
    low: last / learningFactor,
    high: last * learningFactor,
    runs: learning.runs,
  }
  if (fewerByFar(rows, last)) return { kind: 'gross', ...bounds }
  const outside = rows < bounds.low || rows > bounds.high
  return outside && beyondPoisson(rows, last) ? { kind: 'unusual', ...bounds } : learning
}

interface Baseline {
  /** Expected ln(1 + rows). */
  readonly level: number
  readonly residuals: readonly number[]
  /** Runs that each median stands on. */
  readonly perGroup: number
}

function baseline(points: readonly HistoryPoint[], weekday: number | undefined): Baseline {
  const logs = points.map(point => Math.log1p(point.value))
  if (weekday === undefined) {
    const level = median(logs)
    return { level, residuals: logs.map(log => log - level), perGroup: logs.length }
  }
  const dayOf = (point: HistoryPoint) => point.asOf.getUTCDay()
  const effects = new Map(
    [...Map.groupBy(points, dayOf)].map(([day, group]) => [
      day,
      median(group.map(point => Math.log1p(point.value))),
    ]),
  )
  const residuals = points.map((point, i) => (logs[i] as number) - (effects.get(dayOf(point)) as number))
  const recent = median(residuals.slice(-14))
  const level = (effects.get(weekday) as number) + recent
  return { level, residuals, perGroup: points.length / effects.size }
}

function standardError(residuals: readonly number[], perGroup: number, predicted: number): number {
  const center = median(residuals)
  const mad = median(residuals.map(residual => Math.abs(residual - center)))
  const unbiased = Math.sqrt(perGroup / Math.max(perGroup - 1, 1))
  const s = Math.max(spread.floor, spread.perMad * mad * unbiased)
  return Math.sqrt(s * s * (1 + spread.medianVariance / perGroup) + 1 / Math.max(predicted, 1))
}

/** Ninety per cent fewer, and not by the chance of small counts. */
function fewerByFar(rows: number, before: number): boolean {
  return rows <= before * gross.least && beyondPoisson(rows, before)
}

function beyondPoisson(rows: number, before: number): boolean {
  return Math.abs(rows - before) > gross.sigmas * Math.sqrt(rows + before)
}

/** Several runs as of one instant read the same data: the last counts. */
function onePerInstant(history: readonly HistoryPoint[]): readonly HistoryPoint[] {
  const byInstant = new Map(history.map(point => [point.asOf.getTime(), point]))
  return [...byInstant.values()].toSorted((a, b) => a.asOf.getTime() - b.asOf.getTime())
}

function isDaily(points: readonly HistoryPoint[]): boolean {
  if (points.length < 3) return false
  const gaps = points
    .slice(1)
    .map((point, i) => point.asOf.getTime() - (points[i] as HistoryPoint).asOf.getTime())
  return median(gaps) <= 2 * dayMs
}
