import type { MetricScale } from '../../quality/series/scale.ts'
import { sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns } from '../check-invalid.ts'
import { historyOptions, judgeMetric, type HistoryOptions } from '../metric-history.ts'
import { number } from '../wording.ts'
import { columnValue, finiteOf } from './column-sql.ts'
import type { CheckKind, CheckScope } from './kind.ts'
import { metricFinding } from './metric-finding.ts'
import { named } from './named.ts'

/** The sum of one column over the sum of another is like that of earlier runs. */
export interface RatioCheck extends CheckBase {
  readonly kind: 'ratio'
  readonly numerator: string
  readonly denominator: string
  readonly scale?: MetricScale
  readonly minChange: number
  readonly minRuns: number
  readonly falseAlarms?: number
  readonly factors?: Readonly<Record<string, number>>
}

/** Options of `check.ratio`. */
export interface RatioOptions extends Partial<Pick<CheckBase, 'name' | 'severity'>>, HistoryOptions {
  /** `share` where the numerator is a part of the denominator (clicks of impressions); default: where it always was. */
  readonly scale?: 'share' | 'amount'
  /** Factors that mean something here, such as `{ 'US dollars instead of euros': 1.08 }`, for the likely cause. */
  readonly factors?: Readonly<Record<string, number>>
}

/**
 * Declares that the sum of one column over the sum of another fits earlier runs, such as clicks over impressions. It
 * finds one metric that is silently gone while the others are as usual. Severity: block for less than half of what was
 * expected, else warn.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check } from '@sluice/core'
 *
 * assert.equal(check.ratio('clicks', 'impressions').name, 'ratio(clicks/impressions)')
 * ```
 */
export function ratio(numerator: string, denominator: string, options: RatioOptions = {}): RatioCheck {
  const { minChange: _change, minRuns: _runs, falseAlarms: _alarms, ...rest } = options
  assertColumns('ratio', [numerator, denominator])
  return Object.freeze({
    kind: 'ratio',
    name: `ratio(${numerator}/${denominator})`,
    numerator,
    denominator,
    ...historyOptions('ratio', options),
    ...rest,
  })
}

export const ratioKind: CheckKind<RatioCheck> = {
  kind: 'ratio',
  severity: 'warn',
  needsRows: true,
  columns: ({ numerator, denominator }) => [
    { name: numerator, type: 'number' },
    { name: denominator, type: 'number' },
  ],
  measures({ numerator, denominator }, { schema }) {
    const [above, below] = [columnValue(schema, numerator), columnValue(schema, denominator)]
    return [sql`sum(${above})`, sql`sum(${below})`]
  },
  async judge(check, { rows, values }, scope) {
    const [above, below] = values.map(finiteOf)
    const words = `${named(scope, check.numerator)} per ${named(scope, check.denominator)}`
    const base = { column: check.numerator, severity: 'warn' } as const
    if (above === undefined || below === undefined || below <= 0) {
      const sums = `sums are ${shown(above)} and ${shown(below)}`
      const message = `${words} cannot be judged: the ${sums}. Look for a column that came empty`
      return [{ ...base, status: 'failed', observed: null, message }]
    }
    const metric = `${scope.subject}/ratio/${check.numerator}/${check.denominator}`
    const scale = check.scale ?? (await usualScale(scope, metric, above / below))
    const { minChange, minRuns, falseAlarms = scope.falseAlarms, factors } = check
    const now = { asOf: scope.asOf, value: above / below, ...(scale === 'share' && { size: below }) }
    const verdict = await judgeMetric(scope.history, metric, now, { scale, minChange, minRuns, falseAlarms })
    const advice = `Look whether ${named(scope, check.numerator)} is still delivered, and in the same unit`
    const about = { words, rows, advice, ...(factors !== undefined && { factors }) }
    return [{ ...base, ...(await metricFinding(verdict, about, scope)) }]
  },
}

/** A part of the whole, as long as it never was more. */
async function usualScale({ history }: CheckScope, metric: string, now: number): Promise<MetricScale> {
  const earlier = (await history.read(metric)).map(({ value }) => value)
  const known = earlier.length === 0 ? [now] : earlier
  return known.every(value => value >= 0 && value <= 1) ? 'share' : 'amount'
}

function shown(value: number | undefined): string {
  return value === undefined ? 'missing' : number(value)
}
