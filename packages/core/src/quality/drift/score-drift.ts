import { count, number, percent } from '../../checks/wording.ts'
import { falseAlarmsPerTest } from '../series/false-alarm-budget.ts'
import { sampleOf, type NumberSample } from './number-sample.ts'
import { presentAscending } from './quantiles.ts'
import { chanceOf, shareDistance } from './share-test.ts'
import { shiftTest } from './shift-test.ts'

/** Scores of training rows as an artifact keeps them: eleven deciles, mean, and share above the threshold. */
export interface ScoreBaseline {
  readonly rows: number
  readonly mean: number
  readonly deciles: readonly number[]
  readonly shareAbove?: number
}

/** Whether scores are still what they were in training. */
export interface ScoreDrift {
  readonly state: 'ok' | 'too-few' | 'drift' | 'collapsed'
  readonly rows: number
  /** Probability of such a difference by chance. */
  readonly p: number
  readonly mean: { readonly before: number; readonly now: number }
  readonly shareAbove?: { readonly before: number; readonly now: number; readonly p: number }
  /** Share of rows that have the most frequent score. */
  readonly modalShare: number
  readonly message: string
}

/** How scores are judged. */
export interface ScoreDriftOptions {
  /** Share of tests that may be false alarms; default that of one a month. */
  readonly falseAlarms?: number
  /** Least change of the mean that matters, as a share of it; default 0.2. */
  readonly minShift?: number
  /** Least change of the share above the threshold, as a share of it; default 0.1. */
  readonly minShareShift?: number
  /** Scores from here on lead to action. */
  readonly threshold?: number
}

/** Scores to be judged, however they are counted. */
export interface ScoreSample extends NumberSample {
  /** Share of the rows that have the most frequent score. */
  readonly modalShare: number
  /** Share of the rows at or above the threshold. */
  readonly shareAbove?: number
}

const fewest = 30
// Half of the rows with one score, where a tenth at most had it in training, is a model that no longer tells rows apart.
const collapse = { share: 0.5, rows: 100 } as const

/** Compares scores with those of the training rows: their distribution, their mean and how many lead to action. */
export function scoreDrift(
  baseline: ScoreBaseline,
  scores: Iterable<number> | ScoreSample,
  options: ScoreDriftOptions = {},
): ScoreDrift {
  const { falseAlarms = falseAlarmsPerTest(), minShift = 0.2, minShareShift = 0.1 } = options
  const sample = 'countBelow' in scores ? scores : scoreSampleOf(scores, options.threshold)
  const { present: rows, modalShare } = sample
  const mean = { before: baseline.mean, now: sample.mean }
  const test = shiftTest(baseline.deciles, baseline.rows, sample)
  const shareAbove = aboveChange(baseline, sample)
  const base = { rows, mean, modalShare, ...(shareAbove !== undefined && { shareAbove }) }
  if (Math.min(rows, baseline.rows) < fewest || test === undefined) {
    const message = `${count(rows)} scores now and ${count(baseline.rows)} before: at least ${fewest} are needed`
    return { ...base, state: 'too-few', p: 1, message }
  }
  const above =
    shareAbove === undefined
      ? ''
      : `; above the threshold ${percent(shareAbove.before)} → ${percent(shareAbove.now)}`
  const words = `mean score ${number(baseline.mean)} → ${number(mean.now)}${above}, n = ${count(rows)}`
  if (rows >= collapse.rows && modalShare >= collapse.share && spreadDeciles(baseline) >= 9) {
    const message = `${percent(modalShare)} of the rows have the same score; ${words}`
    return { ...base, state: 'collapsed', p: test.p, message }
  }
  const hasMoved =
    test.p < falseAlarms && Math.abs(mean.now - mean.before) >= minShift * Math.abs(mean.before)
  const actsOtherwise =
    shareAbove !== undefined &&
    shareAbove.p < falseAlarms &&
    Math.abs(shareAbove.now - shareAbove.before) >= minShareShift * shareAbove.before
  return { ...base, state: hasMoved || actsOtherwise ? 'drift' : 'ok', p: test.p, message: words }
}

function aboveChange(
  { rows: before, shareAbove }: ScoreBaseline,
  { present, shareAbove: now }: ScoreSample,
): ScoreDrift['shareAbove'] {
  if (now === undefined || shareAbove === undefined || present === 0) return undefined
  return { before: shareAbove, now, p: chanceOf(shareDistance(shareAbove, before, now, present)) }
}

function scoreSampleOf(scores: Iterable<number>, threshold: number | undefined): ScoreSample {
  const ascending = presentAscending(scores)
  const above = threshold === undefined ? 0 : ascending.filter(score => score >= threshold).length
  return {
    ...sampleOf(ascending),
    modalShare: modalShareOf(ascending),
    ...(threshold !== undefined && ascending.length > 0 && { shareAbove: above / ascending.length }),
  }
}

function modalShareOf(ascending: Float64Array): number {
  let [longest, run] = [0, 0]
  for (let i = 0; i < ascending.length; i++) {
    run = i > 0 && ascending[i] === ascending[i - 1] ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return ascending.length === 0 ? 0 : longest / ascending.length
}

function spreadDeciles({ deciles }: ScoreBaseline): number {
  return new Set(deciles).size
}
