import { judgeConstant } from '../../quality/load/constant-metric.ts'
import type { CheckBase } from '../check.ts'
import { historyOptions, type HistoryOptions } from '../metric-history.ts'
import { pointsBefore, sizeDetail } from '../series-points.ts'
import { instant } from '../wording.ts'
import { finiteOf } from './column-sql.ts'
import type { CheckKind } from './kind.ts'
import { historyName } from './metric.ts'
import {
  metricColumns,
  metricMeasures,
  metricName,
  metricWords,
  storedMetric,
  type MetricOf,
  type StoredMetric,
} from './metric-of.ts'

/** A number that the dataset comes down to does not stand still though it used to vary. */
export interface ConstantCheck extends CheckBase {
  readonly kind: 'constant'
  readonly metric: StoredMetric
  readonly falseAlarms?: number
}

/** Options of `check.constant`. */
export type ConstantOptions = Partial<Pick<CheckBase, 'name' | 'severity'>> &
  Pick<HistoryOptions, 'falseAlarms'>

/**
 * Declares that a number which used to vary from run to run does not stand still, equal to the last digit: the sum of a
 * column, or another metric. Severity: warn.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check } from '@sluice/core'
 *
 * assert.equal(check.constant('spend').name, 'constant(sum(spend))')
 * ```
 */
export function constant(of: string | MetricOf, options: ConstantOptions = {}): ConstantCheck {
  const { falseAlarms, ...rest } = options
  const stored = storedMetric('constant', typeof of === 'string' ? { sum: of } : of)
  if (falseAlarms !== undefined) historyOptions('constant', { falseAlarms })
  const name = `constant(${metricName(stored)})`
  return Object.freeze({
    kind: 'constant',
    name,
    metric: stored,
    ...(falseAlarms !== undefined && { falseAlarms }),
    ...rest,
  })
}

export const constantKind: CheckKind<ConstantCheck> = {
  kind: 'constant',
  severity: 'warn',
  needsRows: true,
  columns: ({ metric }) => metricColumns(metric),
  measures: ({ metric }, scope) => metricMeasures(metric, scope),
  async judge({ metric, falseAlarms }, { rows, values }, scope) {
    const words = metricWords(metric, scope)
    const column = 'column' in metric ? { column: metric.column } : {}
    const [value, size] = values.map(finiteOf)
    const base = { ...column, severity: 'warn', observed: value ?? null } as const
    if (value === undefined) {
      const message = `${words} has no value in ${rows} rows. Look for a column that came empty`
      return [{ ...base, status: 'failed', message }]
    }
    const name = historyName(scope.subject, metric)
    const earlier = pointsBefore(scope.asOf, await scope.history.read(name))
    await scope.history.record(name, value, sizeDetail(size))
    const verdict = judgeConstant([...earlier, { at: scope.asOf, value }], {
      falseAlarms: falseAlarms ?? scope.falseAlarms,
    })
    const found = { ...base, ...(verdict.p !== undefined && { p: verdict.p }) }
    const message = `${words} is ${verdict.message}`
    if (verdict.state === 'learning') return [{ ...found, status: 'learning', message }]
    if (verdict.state !== 'constant') return [{ ...found, status: 'passed', message }]
    const evidence =
      verdict.since === undefined ? [] : [`the same since the run as of ${instant(verdict.since)}`]
    const likelyCause = 'the source answers from a cache, or its export stands still'
    return [{ ...found, status: 'failed', expected: 'a value that varies', message, likelyCause, evidence }]
  },
}
