import { count, percent, quote } from '../../checks/wording.ts'
import { falseAlarmsPerTest } from '../series/false-alarm-budget.ts'
import { chiSquaredTail } from '../statistics/count-tails.ts'
import type { DriftOptions, DriftState } from './column-drift.ts'

/** How often each category of a column occurs; missing values are a category of their own, named `null`. */
export type CategoryCounts = ReadonlyMap<string | null, number>

/** Whether a column of categories is still what it was. */
export interface CategoryDrift {
  readonly kind: 'category'
  readonly state: DriftState
  readonly rows: number
  readonly referenceRows: number
  /** Probability that known categories differ so much by chance. */
  readonly p: number
  /** Share of rows that moved from one known category to another (total variation distance). */
  readonly distance: number
  /** Known categories that moved, the furthest first; at most five. */
  readonly moved: readonly {
    readonly category: string | null
    readonly before: number
    readonly now: number
  }[]
  /** New categories are no drift: how much of the rows the known ones cover. */
  readonly coverage: CategoryCoverage
  readonly message: string
}

/** Rows whose category was known before. */
export interface CategoryCoverage {
  readonly state: 'ok' | 'low'
  /** Share of the rows. */
  readonly known: number
  /** Categories that were not there before, the most frequent first; at most five. */
  readonly added: readonly { readonly category: string | null; readonly share: number }[]
  /** How many there are in all. */
  readonly addedCount: number
}

/** How categories are judged. */
export interface CategoryDriftOptions extends DriftOptions {
  /** Least share of rows with a known category; default 0.9. */
  readonly atLeastKnown?: number
}

const fewest = 30
const leastExpected = 5
const shown = 5

/**
 * Compares how often categories occur with a reference. Known ones have drifted when the difference is no chance given
 * both numbers of rows (chi-squared test of homogeneity, rare ones together) and at least `minShare` of the rows moved.
 */
export function categoryDrift(
  reference: CategoryCounts,
  current: CategoryCounts,
  options: CategoryDriftOptions = {},
): CategoryDrift {
  const { falseAlarms = falseAlarmsPerTest(), minShare = 0.05, atLeastKnown = 0.9 } = options
  const [rows, referenceRows] = [total(current), total(reference)]
  const known = new Map([...current].filter(([category]) => reference.has(category)))
  const knownRows = total(known)
  const coverage = coverageOf(reference, current, atLeastKnown)
  const base = { kind: 'category', rows, referenceRows, coverage } as const
  if (Math.min(knownRows, referenceRows) < fewest) {
    const message = `${count(knownRows)} rows of known categories now and ${count(referenceRows)} before: at least ${fewest} are needed${coverageWords(coverage)}`
    return { ...base, state: 'too-few', p: 1, distance: 0, moved: [], message }
  }
  const changes = [...reference].map(([category, before]) => ({
    category,
    before: before / referenceRows,
    now: (known.get(category) ?? 0) / knownRows,
  }))
  const size = ({ before, now }: { readonly before: number; readonly now: number }) => Math.abs(now - before)
  const distance = changes.reduce((sum, change) => sum + size(change), 0) / 2
  const moved = changes.toSorted((a, b) => size(b) - size(a)).slice(0, shown)
  const p = homogeneity(reference, known)
  const state = p < falseAlarms && distance >= minShare ? 'drift' : 'ok'
  const words = moved
    .slice(0, state === 'drift' ? 3 : 1)
    .map(({ category, before, now }) => `${nameOf(category)} ${percent(before)} → ${percent(now)}`)
    .join(', ')
  const message = `${words}; ${percent(distance)} of the rows moved, n = ${count(rows)}${coverageWords(coverage)}`
  return { ...base, state, p, distance, moved, message }
}

/** Probability of counts that differ so much if both are drawn from the same categories. */
function homogeneity(reference: CategoryCounts, current: CategoryCounts): number {
  const [n, m] = [total(reference), total(current)]
  const pooled = [...reference].map(([category, before]) => [before, current.get(category) ?? 0] as const)
  const isRare = ([before, now]: readonly [number, number]) =>
    (before + now) * Math.min(n, m) < leastExpected * (n + m)
  const rare = pooled
    .filter(isRare)
    .reduce(([a, b], [before, now]) => [a + before, b + now] as const, [0, 0] as const)
  const cells = [...pooled.filter(cell => !isRare(cell)), ...(rare[0] + rare[1] > 0 ? [rare] : [])]
  if (cells.length < 2) return 1
  const statistic = cells.reduce((sum, [before, now]) => {
    const both = before + now
    return sum + (before * m - now * n) ** 2 / (both * n * m)
  }, 0)
  return chiSquaredTail(statistic, cells.length - 1)
}

function coverageOf(reference: CategoryCounts, current: CategoryCounts, atLeast: number): CategoryCoverage {
  const rows = total(current)
  const added = [...current]
    .filter(([category, found]) => found > 0 && !reference.has(category))
    .map(([category, found]) => ({ category, share: found / rows }))
    .toSorted((a, b) => b.share - a.share)
  const known = 1 - added.reduce((sum, { share }) => sum + share, 0)
  return {
    state: known < atLeast ? 'low' : 'ok',
    known,
    added: added.slice(0, shown),
    addedCount: added.length,
  }
}

function coverageWords({ state, known, added, addedCount }: CategoryCoverage): string {
  if (state === 'ok') return ''
  const [first] = added
  const which =
    first === undefined ? '' : `, the most frequent is ${nameOf(first.category)} (${percent(first.share)})`
  return `; only ${percent(known)} have a known category, ${count(addedCount)} are new${which}`
}

function nameOf(category: string | null): string {
  return category === null ? 'missing' : quote(category)
}

function total(counts: CategoryCounts): number {
  let sum = 0
  for (const value of counts.values()) sum += value
  return sum
}
