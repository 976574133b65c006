import { median } from '../../checks/median.ts'
import { number, percent, plural } from '../../checks/wording.ts'
import { criticalT } from '../../checks/student-t.ts'
import { falseAlarmsPerTest } from '../series/false-alarm-budget.ts'

/** A past day read again: what it was, what it is now, and how many days it was past. */
export interface Restatement {
  /** Days between the day and the second reading, from 1. */
  readonly age: number
  readonly before: number
  readonly after: number
}

/** Whether a change of a past day is like those of other days of that age. */
export interface RestatementVerdict {
  readonly state: 'ok' | 'learning' | 'anomaly'
  readonly age: number
  /** Change as a share of what it was before. */
  readonly change: number
  /** Changes that are usual at this age. */
  readonly usual?: { readonly low: number; readonly high: number }
  /** Earlier changes that this was compared with. */
  readonly compared: number
  readonly message: string
}

const needed = 12
// Days that never changed may change by a rounding.
const floor = 0.005
const perMad = 1.4826

/**
 * Judges the change of a past day that was read again by earlier changes of days of the same age, and of the nearest
 * ages where there are few: yesterday is provisional, a day of last month is not.
 */
export function judgeRestatement(
  { age, before, after }: Restatement,
  earlier: readonly Restatement[],
  { falseAlarms = falseAlarmsPerTest() }: { readonly falseAlarms?: number } = {},
): RestatementVerdict {
  const change = changeOf(before, after)
  const alike = nearestAges(age, earlier).map(found => changeOf(found.before, found.after))
  const words = `${plural(age, 'day')} back changed by ${signed(change)}, from ${number(before)} to ${number(after)}`
  const found = { age, change, compared: alike.length }
  if (alike.length < needed) {
    return {
      state: 'learning',
      ...found,
      message: `${words}; learning (${alike.length} of ${needed} changes)`,
    }
  }
  const logs = alike.map(logChange)
  const middle = median(logs)
  const spread = Math.max(floor, perMad * median(logs.map(log => Math.abs(log - middle))))
  const reach =
    criticalT(falseAlarms, Math.max(3, 0.37 * alike.length)) * spread * Math.sqrt(1 + 1.57 / alike.length)
  // What happened once in a hundred days at this age is no news.
  const rank = Math.floor((alike.length - 1) * 0.005)
  const sorted = logs.toSorted((a, b) => a - b)
  const low = Math.expm1(Math.min(middle - reach, sorted[rank] as number))
  const high = Math.expm1(Math.max(middle + reach, sorted[sorted.length - 1 - rank] as number))
  const usual = { low, high }
  if (change >= low && change <= high) return { state: 'ok', ...found, usual, message: words }
  const message = `${words}; at this age ${signed(low)} to ${signed(high)} is usual`
  return { state: 'anomaly', ...found, usual, message }
}

/** Changes at the age, and at older and younger ones until there are enough. */
function nearestAges(age: number, earlier: readonly Restatement[]): readonly Restatement[] {
  const byDistance = Map.groupBy(earlier, found => Math.abs(found.age - age))
  const chosen: Restatement[] = []
  for (const distance of [...byDistance.keys()].toSorted((a, b) => a - b)) {
    if (chosen.length >= needed) break
    // A month-old day says nothing about yesterday.
    if (distance > Math.max(1, age / 2)) break
    chosen.push(...(byDistance.get(distance) ?? []))
  }
  return chosen
}

function changeOf(before: number, after: number): number {
  if (before === after) return 0
  return before === 0 ? Infinity : after / before - 1
}

function logChange(change: number): number {
  return Math.log1p(Math.min(1e6, Math.max(-0.999_999, change)))
}

function signed(share: number): string {
  if (!Number.isFinite(share)) return 'everything'
  return `${share >= 0 ? '+' : '-'}${percent(Math.abs(share))}`
}
