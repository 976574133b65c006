import { count, number, percent } from '../../checks/wording.ts'
import { falseAlarmsPerTest } from '../series/false-alarm-budget.ts'
import type { DriftOptions, DriftState, NumberShift, ShareChange } from './column-drift.ts'
import { sampleOf, type NumberSample } from './number-sample.ts'
import { referenceQuantile, type NumberReference } from './quantiles.ts'
import { chanceOf, shareDistance } from './share-test.ts'
import { shiftTest } from './shift-test.ts'

/** Whether a number column is still what it was. */
export interface NumberDrift {
  readonly kind: 'number'
  readonly state: DriftState
  /** Rows now and in the reference. */
  readonly rows: number
  readonly referenceRows: number
  /** Probability of such a difference by chance. */
  readonly p: number
  /** The largest change of what describes the column; of a drift the one to name. */
  readonly shift?: NumberShift
  readonly missing: ShareChange
  /** What makes it a drift. */
  readonly because: readonly ('values' | 'missing')[]
  readonly message: string
}

const fewest = 30
const heavy = 4

/**
 * Compares values of a number column (NaN is missing) with a reference. It has drifted when the difference is no chance
 * given both numbers of rows, and is material in the column's own unit: where values are positive and of different
 * orders of magnitude, a share of the size; else a share of the spread.
 */
export function numberDrift(
  reference: NumberReference,
  values: Iterable<number> | NumberSample,
  options: DriftOptions = {},
): NumberDrift {
  const { falseAlarms = falseAlarmsPerTest(), minShift = 0.2, minShare = 0.05 } = options
  const sample = 'countBelow' in values ? values : sampleOf(values)
  const { rows, present } = sample
  const referenceRows = reference.rows - reference.missing
  const missing = missingChange(reference, rows, present)
  const base = { kind: 'number', rows, referenceRows: reference.rows, missing } as const
  const isGone = missing.p < falseAlarms && Math.abs(missing.now - missing.before) >= minShare
  const test = shiftTest(reference.quantiles, referenceRows, sample)
  const isFew = Math.min(present, referenceRows) < fewest || test === undefined
  if (isFew && !isGone) {
    const message = `${count(present)} values now and ${count(referenceRows)} before: at least ${fewest} are needed`
    return { ...base, state: 'too-few', p: 1, because: [], message }
  }
  const shift = isFew ? undefined : largestShift(reference, sample)
  const hasMoved =
    test !== undefined && test.p < falseAlarms && shift !== undefined && Math.abs(shift.change) >= minShift
  const because = [...(hasMoved ? (['values'] as const) : []), ...(isGone ? (['missing'] as const) : [])]
  const message = [
    ...(shift === undefined ? [] : [shiftWords(shift, present, referenceRows)]),
    ...(isGone || shift === undefined ? [missingWords(missing)] : []),
  ].join('; ')
  const found = { ...base, p: isFew ? missing.p : (test?.p ?? 1), because, message, ...(shift && { shift }) }
  return { ...found, state: because.length > 0 ? 'drift' : 'ok' }
}

function missingChange(
  { rows: before, missing }: NumberReference,
  rows: number,
  present: number,
): ShareChange {
  const now = rows === 0 ? 0 : 1 - present / rows
  const share = before === 0 ? 0 : missing / before
  const p = rows === 0 || before === 0 ? 1 : chanceOf(shareDistance(share, before, now, rows))
  return { before: share, now, p }
}

const named = [
  ['median', 0.5],
  ['90 % quantile', 0.9],
] as const
const typical = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const

/** The largest of the changes of the median, of the 90 % quantile and of values on the whole. */
function largestShift(reference: NumberReference, sample: NumberSample): NumberShift {
  const pairs = (share: number) => [referenceQuantile(reference, share), sample.quantile(share)] as const
  const [low, high] = [referenceQuantile(reference, 0.1), referenceQuantile(reference, 0.9)]
  const positive = typical.map(pairs).filter(([before, now]) => before > 0 && now > 0)
  const isHeavy = low >= 0 && positive.length >= 4 && high > heavy * (positive[0]?.[0] ?? high)
  const spread = high - low || Math.abs(high) || 1
  const changeOf = (before: number, now: number) =>
    isHeavy && before > 0 ? now / before - 1 : (now - before) / spread
  const of = isHeavy ? 'size' : 'spread'
  const shifts = named.map(([what, share]): NumberShift => {
    const [before, found] = pairs(share)
    // Where many values are equal, a quantile jumps to the next one: then the mean is the judge.
    const isStep =
      !isHeavy &&
      found >= referenceQuantile(reference, share - 0.05) &&
      found <= referenceQuantile(reference, share + 0.05)
    const now = isStep ? before : found
    return { what, before, now, change: changeOf(before, now), of }
  })
  if (isHeavy) {
    const before = geometricMean(positive.map(([value]) => value))
    const now = geometricMean(positive.map(([, value]) => value))
    shifts.push({ what: 'typical value', before, now, change: changeOf(before, now), of })
  } else {
    shifts.push({
      what: 'mean',
      before: reference.mean,
      now: sample.mean,
      change: changeOf(reference.mean, sample.mean),
      of,
    })
  }
  return shifts.reduce((most, shift) => (Math.abs(shift.change) > Math.abs(most.change) ? shift : most))
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

function shiftWords(
  { what, before, now, change, of }: NumberShift,
  values: number,
  referenceValues: number,
): string {
  const by = `${change >= 0 ? '+' : '-'}${percent(Math.abs(change))}${of === 'spread' ? ' of the spread' : ''}`
  return `${what} ${number(before)} → ${number(now)} (${by}), n = ${count(values)} against ${count(referenceValues)}`
}

function missingWords({ before, now }: ShareChange): string {
  return `missing ${percent(before)} → ${percent(now)}`
}
