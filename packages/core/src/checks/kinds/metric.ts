import type { MetricScale } from '../../quality/series/scale.ts'
import type { CheckBase } from '../check.ts'
import { historyOptions, judgeMetric, type HistoryOptions } from '../metric-history.ts'
import { finiteOf } from './column-sql.ts'
import type { CheckKind } from './kind.ts'
import { metricFinding } from './metric-finding.ts'
import {
  metricColumns,
  metricMeasures,
  metricName,
  metricScale,
  metricWords,
  storedMetric,
  type MetricOf,
  type StoredMetric,
} from './metric-of.ts'

/** A number that the dataset comes down to is like that of earlier runs. */
export interface MetricCheck extends CheckBase {
  readonly kind: 'metric'
  readonly metric: StoredMetric
  readonly scale: MetricScale
  readonly minChange: number
  readonly minRuns: number
  readonly falseAlarms?: number
  readonly factors?: Readonly<Record<string, number>>
}

/** Options of `check.metric`. */
export interface MetricOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>>, HistoryOptions {
  /**
   * How the number is measured: `count` (chance of small numbers), `amount` (orders of magnitude), `share` (between 0 and
   * 1), `plain` (differences). Default: that of the measure, `amount` of an aggregate in SQL.
   */
  readonly scale?: MetricScale
  /** Factors that mean something here, such as `{ 'US dollars instead of euros': 1.08 }`, for the likely cause. */
  readonly factors?: Readonly<Record<string, number>>
}

/**
 * Declares that a number the dataset comes down to fits earlier runs, weekdays and other deployments considered: a
 * measure of a column, or an aggregate in SQL. Severity: block for less than half of what was expected, else warn.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check, sql } from '@sluice/core'
 *
 * const spend = check.metric({ sum: 'spend' }, { minChange: 0.3 })
 * const roas = check.metric({ sql: sql`sum(revenue) / sum(spend)`, as: 'roas' })
 * assert.deepEqual([spend.name, roas.name], ['metric(sum(spend))', 'metric(roas)'])
 * ```
 */
export function metric(of: MetricOf, options: MetricOptions = {}): MetricCheck {
  const { minChange: _change, minRuns: _runs, falseAlarms: _alarms, scale, ...rest } = options
  const stored = storedMetric('metric', of)
  return Object.freeze({
    kind: 'metric',
    name: `metric(${metricName(stored)})`,
    metric: stored,
    scale: scale ?? metricScale(stored),
    ...historyOptions('metric', options),
    ...rest,
  })
}

export const metricKind: CheckKind<MetricCheck> = {
  kind: 'metric',
  severity: 'warn',
  needsRows: true,
  columns: check => metricColumns(check.metric),
  measures: (check, scope) => metricMeasures(check.metric, scope),
  async judge(check, { rows, values }, scope) {
    const words = metricWords(check.metric, scope)
    const column = 'column' in check.metric ? { column: check.metric.column } : {}
    const value = finiteOf(values[0])
    if (value === undefined) {
      const message = `${words} has no value in ${rows} rows. Look for a column that came empty`
      return [{ ...column, status: 'failed', severity: 'warn', observed: null, message }]
    }
    const size = check.scale === 'share' ? finiteOf(values[1]) : undefined
    const now = { asOf: scope.asOf, value, ...(size !== undefined && { size }) }
    const { scale, minChange, minRuns, falseAlarms = scope.falseAlarms, factors } = check
    const name = historyName(scope.subject, check.metric)
    const verdict = await judgeMetric(scope.history, name, now, { scale, minChange, minRuns, falseAlarms })
    const advice =
      'Look for a change at the source: its unit, a filter, a part that is missing or twice there'
    const about = { words, rows, advice, ...(factors !== undefined && { factors }) }
    return [{ ...column, ...(await metricFinding(verdict, about, scope)) }]
  },
}

/** Under which name the metric of a dataset is in history. */
export function historyName(subject: string, of: StoredMetric): string {
  return `${subject}/metric/${metricName(of)}`
}
