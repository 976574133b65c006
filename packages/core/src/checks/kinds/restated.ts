import {
  judgeRestatement,
  type Restatement,
  type RestatementVerdict,
} from '../../quality/load/restatement.ts'
import { rawSql, sql } from '../../sql/sql.ts'
import type { CheckBase } from '../check.ts'
import { assertColumns, CheckInvalid } from '../check-invalid.ts'
import { historyOptions, unitCause, type HistoryOptions } from '../metric-history.ts'
import type { HistoryPoint } from '../history.ts'
import { plural } from '../wording.ts'
import { columnValue, finiteOf } from './column-sql.ts'
import type { CheckKind, CheckScope, Finding } from './kind.ts'
import { metricColumns, metricMeasures, metricName, metricWords, storedMetric } from './metric-of.ts'
import type { MetricOf, StoredMetric } from './metric-of.ts'

/** Past days that are read again have changed no more than usual at their age. */
export interface RestatedCheck extends CheckBase {
  readonly kind: 'restated'
  /** The timestamp that says which day a row belongs to. */
  readonly time: string
  readonly metric: StoredMetric
  readonly days: number
  readonly falseAlarms?: number
}

/** Options of `check.restated`. */
export interface RestatedOptions
  extends Partial<Pick<CheckBase, 'name' | 'severity'>>, Pick<HistoryOptions, 'falseAlarms'> {
  /** How many days back are compared; default 28. */
  readonly days?: number
}

/**
 * Declares that days of the past, which a load reads again, have not changed more than days of that age usually do: a sum
 * of a column per day, or another metric. Severity: warn.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { check } from '@sluice/core'
 *
 * assert.equal(check.restated('day', 'spend').name, 'restated(sum(spend) by day)')
 * ```
 */
export function restated(time: string, of: string | MetricOf, options: RestatedOptions = {}): RestatedCheck {
  const { days = 28, falseAlarms, ...rest } = options
  assertColumns('restated', [time])
  if (!Number.isInteger(days) || days < 1 || days > longest) {
    const expected = `a whole number from 1 to ${longest}`
    throw new CheckInvalid({ check: 'restated', option: 'days', value: days, expected })
  }
  if (falseAlarms !== undefined) historyOptions('restated', { falseAlarms })
  const metric = storedMetric('restated', typeof of === 'string' ? { sum: of } : of)
  return Object.freeze({
    kind: 'restated',
    name: `restated(${metricName(metric)} by ${time})`,
    time,
    metric,
    days,
    ...(falseAlarms !== undefined && { falseAlarms }),
    ...rest,
  })
}

const longest = 90
const memory = 60
const dayMs = 86_400_000

export const restatedKind: CheckKind<RestatedCheck> = {
  kind: 'restated',
  severity: 'warn',
  needsRows: true,
  columns: ({ time, metric }) => [{ name: time, type: 'timestamp' }, ...metricColumns(metric)],
  measures: () => [],
  async judge(check, _measured, scope) {
    const metric = `${scope.subject}/restated/${check.time}/${metricName(check.metric)}`
    const points = (await scope.history.read(metric, memory)).filter(
      ({ asOf, excluded }) => asOf < scope.asOf && excluded !== true,
    )
    const now = await dailyValues(check, scope)
    await scope.history.record(metric, now.size, JSON.stringify([...now]))
    return findingsOf(check, [...points.map(loadOf), { at: scope.asOf, days: now }], scope)
  },
}

/** Values by day, as days since 1970. */
type Daily = ReadonlyMap<number, number>

interface Load {
  readonly at: Date
  readonly days: Daily
}

async function dailyValues(check: RestatedCheck, scope: CheckScope): Promise<Daily> {
  const time = columnValue(scope.schema, check.time)
  const [value] = metricMeasures(check.metric, scope)
  const first = new Date(scope.asOf.getTime() - check.days * dayMs)
  const rows = await scope.data.rows(
    sql<{
      day: unknown
      value: unknown
    }>`SELECT date_diff('day', DATE '1970-01-01', ${time}::DATE) AS day, ${value ?? rawSql('NULL')} AS value
      FROM ${scope.table} WHERE ${time} >= ${first} AND ${time} < ${scope.asOf} GROUP BY 1 ORDER BY 1`,
  )
  return new Map(
    rows.flatMap(({ day, value: found }) => {
      const [at, amount] = [finiteOf(day), finiteOf(found)]
      return at === undefined || amount === undefined ? [] : [[at, amount] as const]
    }),
  )
}

function loadOf({ asOf, detail }: HistoryPoint): Load {
  const pairs = detail === undefined ? [] : (JSON.parse(detail) as [number, number][])
  return { at: asOf, days: new Map(pairs) }
}

interface RestatedDay extends Restatement {
  readonly day: number
}

/** Days that were whole in the load before and are there again; a day that is gone is a change too. */
function restatements(before: Load, after: Load, days: number): readonly RestatedDay[] {
  const [last, oldest] = [dayOf(before.at), dayOf(after.at) - days]
  return [...before.days].flatMap(([day, value]) => {
    if (day >= last || day <= oldest) return []
    return [{ day, age: dayOf(after.at) - day, before: value, after: after.days.get(day) ?? 0 }]
  })
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / dayMs)
}

function findingsOf(check: RestatedCheck, loads: readonly Load[], scope: CheckScope): readonly Finding[] {
  const words = metricWords(check.metric, scope)
  const pairs = loads.slice(1).map((load, i) => restatements(loads[i] as Load, load, check.days))
  const current = pairs.at(-1) ?? []
  const base = { column: check.time, severity: 'warn' } as const
  if (current.length === 0) {
    const message = `${words}: learning (0 of 1 earlier loads with days that this one has too)`
    return [{ ...base, status: 'learning', message }]
  }
  // The budget is for the check, which makes as many tests as there are days.
  const falseAlarms = (check.falseAlarms ?? scope.falseAlarms) / current.length
  const earlier = pairs.slice(0, -1).flat()
  const judged = current.map(found => ({ found, verdict: judgeRestatement(found, earlier, { falseAlarms }) }))
  const changed = judged
    .filter(({ verdict }) => verdict.state === 'anomaly')
    .toSorted((a, b) => size(b.verdict) - size(a.verdict))
  const [worst] = changed
  const verdicts = judged.map(({ verdict }) => verdict)
  if (worst === undefined) return [quiet(base, words, verdicts)]
  const cause = unitCause(worst.found.after, worst.found.before)
  const message = `${words}: ${plural(changed.length, 'past day')} changed more than usual; ${dated(worst)}. See what was restated at the source`
  return [
    {
      ...base,
      status: 'failed',
      observed: worst.verdict.change,
      expected: 'changes as usual at their age',
      message,
      evidence: changed.slice(0, shown).map(dated),
      ...(cause !== undefined && { likelyCause: cause }),
    },
  ]
}

const shown = 5

function dated({
  found,
  verdict,
}: {
  readonly found: RestatedDay
  readonly verdict: RestatementVerdict
}): string {
  return `${new Date(found.day * dayMs).toISOString().slice(0, 10)}, ${verdict.message}`
}

function size({ change }: RestatementVerdict): number {
  return Math.abs(Math.log(Math.max(1e-6, 1 + change)))
}

function quiet(
  base: { readonly column: string; readonly severity: 'warn' },
  words: string,
  verdicts: readonly RestatementVerdict[],
): Finding {
  const learning = verdicts.filter(({ state }) => state === 'learning')
  const days = plural(verdicts.length, 'past day')
  if (learning.length === verdicts.length) {
    const compared = Math.max(0, ...learning.map(found => found.compared))
    const message = `${words}: ${days} read again; learning (${compared} of 12 changes of days of an age)`
    return { ...base, status: 'learning', message }
  }
  const rest = learning.length === 0 ? '' : `, learning of ${plural(learning.length, 'other')}`
  return { ...base, status: 'passed', message: `${words}: ${days} read again, changed as usual${rest}` }
}
