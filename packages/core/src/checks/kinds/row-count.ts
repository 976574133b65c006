import type { CheckBase } from '../check.ts'
import { historyOptions, type HistoryOptions } from '../metric-history.ts'
import { ownRunsEnough } from '../series-points.ts'
import { judgeVolume, type Volume } from '../volume.ts'
import { change, count, plural, rowsOf } from '../wording.ts'
import type { CheckKind, Finding } from './kind.ts'
import { emptyFacts, partialFacts, type EmptyFacts } from './load-facts.ts'

/** The number of rows is like that of earlier runs. */
export interface RowCountCheck extends CheckBase {
  readonly kind: 'row-count'
  readonly minChange: number
  readonly minRuns: number
  readonly falseAlarms?: number
}

/** Options of `check.rowCount`. */
export interface RowCountOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>>, HistoryOptions {
  /** Changes below this share are never reported; default 0.25. */
  readonly minChange?: number
}

/**
 * Declares that the number of rows fits earlier runs. Severity: warn for an unusual number, block for one that is
 * grossly lower.
 */
export function rowCount(options: RowCountOptions = {}): RowCountCheck {
  const { minChange: _change, minRuns: _runs, falseAlarms: _alarms, ...rest } = options
  return Object.freeze({
    kind: 'row-count',
    name: 'row-count',
    ...historyOptions('rowCount', options, 0.25),
    ...rest,
  })
}

export const rowCountKind: CheckKind<RowCountCheck> = {
  kind: 'row-count',
  severity: 'warn',
  needsRows: false,
  columns: () => [],
  measures: () => [],
  async judge(check, { rows }, scope) {
    const { history, subject, asOf, falseAlarms } = scope
    const empty = rows === 0 ? emptyFacts(scope) : undefined
    if (empty?.isRight === true) {
      // Of a load that is rightly empty nothing is learned about the others.
      const { message = 'no rows', evidence = [] } = empty
      return [{ status: 'passed', severity: 'warn', observed: rows, message, evidence }]
    }
    const metric = `${subject}/rows`
    const earlier = await history.read(metric)
    const siblings = earlier.length < ownRunsEnough ? await history.siblings?.(metric) : undefined
    const volume = judgeVolume(rows, asOf, earlier, { falseAlarms, ...check }, siblings)
    await history.record(metric, rows)
    const finding = findingOf(rows, volume)
    const isLess = volume.kind !== 'learning' && rows < volume.expected
    if (finding.status !== 'failed' || !isLess) return [finding]
    return [{ ...finding, ...partialFacts(scope), ...causeOf(empty) }]
  },
}

function causeOf(empty: EmptyFacts | undefined): Pick<Finding, 'likelyCause' | 'evidence'> {
  const { likelyCause, evidence } = empty ?? {}
  return { ...(likelyCause !== undefined && { likelyCause }), ...(evidence !== undefined && { evidence }) }
}

const weekdays = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']

function findingOf(rows: number, volume: Volume): Finding {
  if (volume.kind === 'learning') {
    const { runs, needed, siblings, isDaily } = volume
    const unit = isDaily ? 'days' : 'runs'
    const progress = `learning (${runs} of ${needed} ${unit}${borrowed(siblings)})`
    const message = `${rowsOf(rows)}; ${progress}, too few to judge the number`
    return { status: 'learning', severity: 'warn', observed: rows, message }
  }
  const { expected, low, high, runs, weekday, siblings, p } = volume
  const on = weekday === undefined ? '' : ` on ${weekdays[weekday]}`
  const bounds = `${count(Math.ceil(low))}–${count(Math.floor(high))}`
  const base = { observed: rows, p, expected: `about ${count(expected)} (${bounds})` }
  const against = `about ${count(expected)} expected (${bounds}${on}, from ${plural(runs, 'earlier run')}${borrowed(siblings)})`
  if (volume.kind === 'usual') {
    return { ...base, status: 'passed', severity: 'warn', message: `${rowsOf(rows)}, ${against}` }
  }
  const difference = expected < 1 ? '' : `, ${change(rows / expected)}`
  const advice =
    rows < expected
      ? 'Look for a load that failed, stopped early or lost a filter value'
      : 'Look for rows that were loaded twice or a filter that was lost'
  const then = volume.isNewLevel ? '. It is one of several alike, so it is expected from now on' : ''
  const message = `${rowsOf(rows)}${difference}: ${against}. ${advice}${then}`
  return { ...base, status: 'failed', severity: volume.kind === 'gross' ? 'block' : 'warn', message }
}

function borrowed(siblings: number): string {
  return siblings === 0 ? '' : `, using ${plural(siblings, 'similar deployment')}`
}
